from django.urls import resolve

from otasuke.web.world.urls import urlpatterns


def test_all_of_them_say_that_they_are_a_demos() -> None:
    assert all(str(one.pattern).startswith("demo") for one in urlpatterns)
    assert resolve("/demo/mails").url_name == "demo-mails"
