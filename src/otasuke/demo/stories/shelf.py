"""All stories that there are, by number."""

from __future__ import annotations

from otasuke.demo.stories.hotel_wifi import HOTEL_WIFI
from otasuke.demo.stories.old_windows import OLD_WINDOWS
from otasuke.demo.stories.private_phone import PRIVATE_PHONE
from otasuke.demo.stories.supply_chain import SUPPLY_CHAIN

STORIES = {one.number: one for one in (OLD_WINDOWS, PRIVATE_PHONE, HOTEL_WIFI, SUPPLY_CHAIN)}
