"""The console's addresses of the rota."""

from django.urls import path

from otasuke.web.console import drills, duty, duty_mine, duty_pattern, duty_shift

of_duty = [
    path("console/duty", duty.duty, name="console-duty"),
    path("console/duty/pattern", duty_pattern.pattern, name="console-duty-pattern"),
    path("console/duty/mine", duty_mine.mine, name="console-duty-mine"),
    path("console/duty/push", duty_mine.push, name="console-duty-push"),
    path("console/duty/undo", duty.undo, name="console-duty-undo"),
    path("console/duty/shifts/<uuid:source>/<str:day>", duty_shift.shift, name="console-duty-shift"),
    path("console/duty/swaps/<uuid:swap>/<str:act>", duty.swap, name="console-duty-swap"),
    path("console/duty/drills", drills.drills, name="console-drills"),
    path("console/duty/drills/start", drills.start, name="console-drill-start"),
    path("console/duty/drills/take", drills.take, name="console-drill-take"),
    path("console/duty/drills/stop", drills.stop, name="console-drill-stop"),
    path("console/duty/drills/<uuid:drill>", drills.drill, name="console-drill"),
    path("console/duty/drills/<uuid:drill>/evidence.pdf", drills.paper, name="console-drill-paper"),
    path("duty/<str:token>.ics", duty_mine.shifts_file, name="duty-calendar"),
]
