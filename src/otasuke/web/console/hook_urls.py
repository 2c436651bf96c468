"""The console's addresses of endpoints."""

from django.urls import path

from otasuke.web.console import hooks

of_hooks = [
    path("console/hooks", hooks.hooks, name="console-hooks"),
    path("console/hooks/new", hooks.new_hook, name="console-hook-new"),
    path("console/hooks/<uuid:endpoint>", hooks.hook, name="console-hook"),
    path("console/hooks/<uuid:endpoint>/test", hooks.try_hook, name="console-hook-test"),
    path("console/hooks/<uuid:endpoint>/secret", hooks.fresh_secret, name="console-hook-secret"),
    path("console/hooks/<uuid:endpoint>/switch", hooks.switch_hook, name="console-hook-switch"),
    path("console/hooks/<uuid:endpoint>/remove", hooks.remove_hook, name="console-hook-remove"),
    path("console/hooks/<uuid:endpoint>/give-back", hooks.put_hook_back, name="console-hook-back"),
    path("console/hooks/deliveries/<uuid:delivery>/again", hooks.deliver_again, name="console-hook-again"),
]
