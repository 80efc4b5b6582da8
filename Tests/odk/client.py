"""Does what ODK Collect does: fetches the forms, fills one in, asks whether a submission would be taken, and sends it, twice the same.

    python3 Tests/odk/client.py http://localhost:8080/odk SIGN-IN-NAME TOKEN [FORM]

Needs nothing but Python. Ends with status 1 and a sentence at the first thing that is not as OpenRosa 1.0 has it.
"""

import base64
import sys
import urllib.error
import urllib.request
import uuid
import xml.etree.ElementTree as ET

XFORMS = "{http://www.w3.org/2002/xforms}"
LIST = "{http://openrosa.org/xforms/xformsList}"
MANIFEST = "{http://openrosa.org/xforms/xformsManifest}"
RESPONSE = "{http://openrosa.org/http/response}"
BOUNDARY = "khen-odk-client-7d1"


class Server:
    """A server as Collect's settings name it."""

    def __init__(self, address, name, token):
        self.address, self.name, self.token = address.rstrip("/"), name, token

    def ask(self, url, method="GET", body=None, kind=None, signed_in=True):
        """The status, headers and body of an answer."""
        headers = {"X-OpenRosa-Version": "1.0", "User-Agent": "khen-odk-client"}
        if signed_in:
            headers["Authorization"] = "Basic " + base64.b64encode(f"{self.name}:{self.token}".encode()).decode()
        if kind:
            headers["Content-Type"] = kind
        request = urllib.request.Request(url, data=body, method=method, headers=headers)
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return answer.status, answer.headers, answer.read()
        except urllib.error.HTTPError as error:
            return error.code, error.headers, error.read()


def expect(holds, sentence):
    if not holds:
        sys.exit(f"not as expected: {sentence}")


def forms(server):
    """The forms that the server offers, by their codes. Without a name and key it asks for them first."""
    status, headers, _ = server.ask(f"{server.address}/formList", signed_in=False)
    expect(status == 401 and headers.get("WWW-Authenticate", "").startswith("Basic "), f"the list asks for a name and key, not {status}")
    status, headers, body = server.ask(f"{server.address}/formList")
    expect(status == 200 and headers.get("X-OpenRosa-Version") == "1.0" and headers["Content-Type"].startswith("text/xml"), f"formList answers {status}")
    offered = {}
    for form in ET.fromstring(body).iter(f"{LIST}xform"):
        fields = {field.tag.removeprefix(LIST): field.text for field in form}
        expect(fields["hash"].startswith("md5:") and fields["downloadUrl"].startswith("http"), f"the entry of {fields['formID']} is whole")
        offered[fields["formID"]] = fields
    return offered


def fill(form):
    """Answers every question that asks for an answer, as a person would who has one of everything."""
    model = form.find(f".//{XFORMS}model")
    data = model.find(f"{XFORMS}instance")[0]
    binds = {bind.get("nodeset"): bind for bind in model.iter(f"{XFORMS}bind")}
    written = []

    def walk(node, path):
        for child in list(node):
            own = f"{path}/{child.tag.removeprefix(XFORMS)}"
            if len(child):
                walk(child, own)
                continue
            bind = binds.get(own)
            if own == "/data/meta/instanceID":
                child.text = f"uuid:{uuid.uuid4()}"
            elif bind is not None and bind.get("type") in ("int", "decimal") and bind.get("calculate") is None:
                child.text = "1"
                written.append(own)
            elif bind is not None and bind.get("required", "").startswith("string-length") and not child.text:
                child.text = "true"
                written.append(own)

    walk(data, "/data")
    expect(written, "the form has questions")
    for name in ("unit", "period"):
        expect(data.find(f"{XFORMS}{name}").text, f"a {name} is chosen to begin with")
    for node in data.iter():
        node.tag = node.tag.removeprefix(XFORMS)
    return ET.tostring(data, encoding="utf-8", xml_declaration=True)


def multipart(content):
    head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="xml_submission_file"; filename="report.xml"\r\nContent-Type: text/xml; charset=UTF-8\r\n\r\n'
    return head.encode() + content + f"\r\n--{BOUNDARY}--\r\n".encode()


def send(server, content):
    """The status and sentence that a submission is answered with."""
    status, headers, _ = server.ask(f"{server.address}/submission", method="HEAD")
    expect(status == 204 and headers.get("X-OpenRosa-Version") == "1.0", f"HEAD is answered with 204, not {status}")
    body = multipart(content)
    expect(int(headers["X-OpenRosa-Accept-Content-Length"]) >= len(body), "a submission of this size is taken")
    status, headers, answer = server.ask(f"{server.address}/submission", "POST", body, f"multipart/form-data; boundary={BOUNDARY}")
    expect(headers.get("X-OpenRosa-Version") == "1.0", "the answer is OpenRosa's")
    return status, ET.fromstring(answer).find(f"{RESPONSE}message").text


def main(address, name, token, code=None):
    server = Server(address, name, token)
    offered = forms(server)
    expect(offered, "there are forms to fill in")
    entry = offered[code] if code else next(iter(offered.values()))
    status, _, body = server.ask(entry["manifestUrl"])
    expect(status == 200 and ET.fromstring(body).tag == f"{MANIFEST}manifest", f"the manifest answers {status}")
    status, _, body = server.ask(entry["downloadUrl"])
    expect(status == 200, f"the form answers {status}")
    content = fill(ET.fromstring(body))
    first, second = send(server, content), send(server, content)
    expect(first[0] in (201, 202), f"the submission is taken: {first}")
    expect(first == second, f"the same again is answered the same: {first}, {second}")
    status, sentence = send(server, content[: len(content) // 2])
    expect(status == 422, f"half a submission is refused: {status} {sentence}")
    print(f"{entry['formID']}: {first[0]} {first[1]}")


if __name__ == "__main__":
    if len(sys.argv) not in (4, 5):
        sys.exit(__doc__)
    main(*sys.argv[1:])
