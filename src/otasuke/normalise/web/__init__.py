"""Web servers and proxies: bytes → events of Sigma's categories webserver and proxy."""

from __future__ import annotations

from otasuke.normalise.base import FileSource, JsonSource, TextSource
from otasuke.normalise.web import access_log, error_log, iis_w3c, squid, web_json

SOURCES: tuple[JsonSource | TextSource | FileSource, ...] = (
    iis_w3c.SOURCE,
    squid.SOURCE,
    access_log.SOURCE,
    error_log.NGINX_SOURCE,
    error_log.APACHE_SOURCE,
    web_json.SOURCE,
)
