"""Compares docs/api.md with the routes that the installed Synapse registers: python routes.py api.md"""

import re
import sys
from unittest.mock import MagicMock

from synapse.rest import admin

# Other names for routes that are declared under their present one.
SUPERSEDED = [
    ("POST", "/_synapse/admin/v1/quarantine_media/"),
    ("POST", "/_synapse/admin/v1/media/(?P<server_name>[^/]*)/delete"),
    ("GET", "/_matrix/client/(api/v1|r0|v3|unstable)/admin/whois/"),
]


class Routes(list):
    def register_paths(self, method, path_patterns, callback, servlet_classname):
        self += [(method, pattern.pattern) for pattern in path_patterns]


def registered():
    homeserver = MagicMock()
    homeserver.config.mas.enabled = False
    homeserver.config.auth.oauth_delegation_enabled = False
    homeserver.config.experimental.msc3861.enabled = False
    homeserver.config.worker.worker_app = None
    routes = Routes()
    admin.register_servlets(homeserver, routes)
    return routes


def declared(document):
    rows = re.findall(r"`(GET|POST|PUT|DELETE) (/[^`]*)`", document)
    return [(method, re.sub(r"{\w+}", "x", path)) for method, path in rows]


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        paths = declared(file.read())
    passed = failed = 0
    for method, pattern in registered():
        if any(method == verb and pattern.startswith("^" + start) for verb, start in SUPERSEDED):
            continue
        if any(method == verb and re.match(pattern, path) for verb, path in paths):
            passed += 1
        else:
            failed += 1
            print(f"not declared: {method} {pattern}")
    print(f"{passed} passed, {failed} failed")
    sys.exit(failed > 0 or passed == 0)


main()
