"""Whatever programs send to the addresses of registers, as anybody: never a server error."""
import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis.checks import not_a_server_error

from served import Visitor

ROLES = ["", "db.ban", "db.xa", "db.so", "db.lanhdao"]
PATHS = "/registers"


@pytest.fixture(scope="module")
def keys(served):
    made = {"": None}
    for name in ROLES[1:]:
        made[name] = Visitor(served).sign_in(name).make_token("see_records", "write_records")
    return made


@pytest.mark.parametrize("role", ROLES)
def test_no_server_error(served, keys, role):
    described = Visitor(served).get("/api/openapi.json").json
    described["paths"] = {path: item for path, item in described["paths"].items() if path.startswith(PATHS) or path.startswith("/p/")}
    schema = schemathesis.openapi.from_dict(described)
    headers = {"Accept-Language": "vi"} | ({"Authorization": f"Bearer {keys[role]}"} if keys[role] else {})
    examined = 0
    for operation in schema.get_all_operations():
        examined += 1
        explore(operation.ok().as_strategy(), headers, f"http://127.0.0.1:{served.port}")
    assert examined > 8


def explore(cases, headers, address):
    @settings(max_examples=25, deadline=None, database=None, suppress_health_check=list(HealthCheck), derandomize=True)
    @given(case=cases)
    def run(case):
        response = case.call(base_url=address, headers=headers)
        case.validate_response(response, checks=[not_a_server_error])
    run()
