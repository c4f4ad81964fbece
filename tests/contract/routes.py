"""Compares docs/api.md with the routes that the installed Synapse registers: python routes.py api.md [--mas]"""

import re
import sys
from importlib.metadata import version
from unittest.mock import MagicMock

from synapse.handlers.device import DeviceHandler
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


def registered(mas):
    homeserver = MagicMock()
    homeserver.config.mas.enabled = mas
    homeserver.config.auth.oauth_delegation_enabled = mas
    homeserver.config.experimental.msc3861.enabled = False
    homeserver.config.experimental.msc3823_account_suspension = False
    homeserver.config.worker.worker_app = None
    homeserver.get_device_handler.return_value = MagicMock(spec=DeviceHandler)
    routes = Routes()
    admin.register_servlets(homeserver, routes)
    return routes


def declared(document):
    row = r"`(GET|POST|PUT|DELETE) (/[^`]*)` \| ([\d.]+|every) \| \w+ \| (same|off)"
    for method, path, since, under_mas in re.findall(row, document):
        yield method, re.sub(r"{\w+}", "x", path), numbers(since), under_mas == "same"


def numbers(release):
    return [int(number) for number in re.findall(r"\d+", release)]


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        rows = list(declared(file.read()))
    mas = "--mas" in sys.argv
    routes = registered(mas)
    complaints = []
    for method, pattern in routes:
        if any(method == verb and pattern.startswith("^" + start) for verb, start in SUPERSEDED):
            continue
        known = any(method == verb and re.match(pattern, path) for verb, path, _, _ in rows)
        complaints.append(None if known else f"not declared: {method} {pattern}")
    for method, path, since, under_mas in rows:
        # What is not an admin route is registered elsewhere.
        if not path.startswith("/_synapse/admin/"):
            continue
        there = any(method == verb and re.match(pattern, path) for verb, pattern in routes)
        declared_there = since <= numbers(version("matrix-synapse")) and (under_mas or not mas)
        told = "there is" if declared_there else "there is not"
        complaints.append(None if there == declared_there else f"declared that {told}: {method} {path}")
    failures = [complaint for complaint in complaints if complaint]
    for failure in failures:
        print(failure)
    print(f"{len(complaints) - len(failures)} passed, {len(failures)} failed")
    sys.exit(len(failures) > 0 or not complaints)


main()
