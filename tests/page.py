#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""Opens a page of report_progs html in headless Chromium: tests/page.py CHECK PAGE

CHECK is one of the functions below; each fails with what it found.  Chromium is asked over
its debugging pipe, so that nothing but the standard library is needed.  Whatever the
check, the page may neither log an error, nor ask the network for anything, nor open a
dialog, nor have an element that only a hostile result file could have made.
"""
import json
import os
import pathlib
import re
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import time

BROWSERS = ("chromium", "chromium-headless-shell", "headless_shell", "chromium-browser", "google-chrome")
SECONDS = 60


def browser():
    return next((path for path in map(shutil.which, BROWSERS) if path), None)


class Page:
    """A page in a browser of its own, at descriptors 3 and 4 of which it listens."""

    def __init__(self, path):
        self.profile = tempfile.TemporaryDirectory()
        to_read, self.to = os.pipe()
        self.back, to_write = os.pipe()
        self.process = subprocess.Popen(
            ["bash", "-c", 'exec 3<&"$1" 4>&"$2"; shift 2; exec "$@"', "bash", str(to_read),
             str(to_write), browser(), "--headless", "--no-sandbox", "--disable-gpu",
             "--disable-dev-shm-usage", "--no-first-run", "--remote-debugging-pipe",
             "--user-data-dir=" + self.profile.name, "--window-size=1200,900"],
            pass_fds=(to_read, to_write), stderr=subprocess.DEVNULL, start_new_session=True)
        os.close(to_read)
        os.close(to_write)
        self.buffer, self.serial, self.session = b"", 0, None
        self.trouble, self.loaded = [], False
        target = self.ask("Target.createTarget", url="about:blank")["targetId"]
        self.session = self.ask("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.ask(domain + ".enable")
        self.url = pathlib.Path(path).resolve().as_uri()
        self.go("")

    def close(self):
        # With all of its processes, which would go on to write into the profile.
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        end = time.monotonic() + SECONDS
        while os.path.exists(self.profile.name):
            try:
                self.profile.cleanup()
            except OSError:
                if time.monotonic() > end:
                    raise
                time.sleep(0.1)

    def message(self):
        end = time.monotonic() + SECONDS
        while b"\0" not in self.buffer:
            if not select.select([self.back], [], [], max(0, end - time.monotonic()))[0]:
                raise SystemExit(f"the browser says nothing for {SECONDS} s")
            data = os.read(self.back, 1 << 16)
            if not data:
                raise SystemExit("the browser ended")
            self.buffer += data
        text, self.buffer = self.buffer.split(b"\0", 1)
        return json.loads(text)

    def event(self, message):
        method, params = message.get("method"), message.get("params", {})
        if method == "Page.loadEventFired":
            self.loaded = True
        elif method == "Runtime.exceptionThrown":
            self.trouble.append("exception: " + params["exceptionDetails"].get("exception", {}).get("description", "?"))
        elif method in ("Runtime.consoleAPICalled", "Log.entryAdded", "Page.javascriptDialogOpening"):
            self.trouble.append(method + ": " + json.dumps(params)[:600])
        elif method == "Network.requestWillBeSent" and not params["request"]["url"].startswith(self.url):
            self.trouble.append("asks for " + params["request"]["url"])

    def ask(self, method, **params):
        self.serial += 1
        request = {"id": self.serial, "method": method, "params": params}
        if self.session:
            request["sessionId"] = self.session
        os.write(self.to, json.dumps(request).encode() + b"\0")
        while True:
            message = self.message()
            if message.get("id") == self.serial:
                if "error" in message:
                    raise SystemExit(f"{method}: {message['error']}")
                return message["result"]
            self.event(message)

    def go(self, fragment):
        self.loaded = False
        self.ask("Page.navigate", url="about:blank")
        while not self.loaded:
            self.event(self.message())
        self.loaded = False
        self.ask("Page.navigate", url=self.url + fragment)
        while not self.loaded:
            self.event(self.message())

    def js(self, expression):
        result = self.ask("Runtime.evaluate", expression=expression, returnByValue=True,
                          awaitPromise=True)
        if "exceptionDetails" in result:
            raise SystemExit(f"{expression}: {result['exceptionDetails']}")
        return result["result"].get("value")

    def lead(self, statement):
        """A statement that changes the address: waits until the page has followed it, or for
        half a second, should the address be the same."""
        self.js(f"""new Promise(done => {{
            const before = location.href;
            addEventListener('hashchange', () => setTimeout(done), {{once: true}});
            {statement};
            setTimeout(() => location.href === before && done(), 500);
        }})""")

    def theme(self, scheme):
        self.ask("Emulation.setEmulatedMedia",
                 features=[{"name": "prefers-color-scheme", "value": scheme}])

    def size(self, width, height):
        self.ask("Emulation.setDeviceMetricsOverride", width=width, height=height,
                 deviceScaleFactor=1, mobile=width < 600)

    def picture(self, path):
        import base64
        data = self.ask("Page.captureScreenshot", format="png")["data"]
        pathlib.Path(path).write_bytes(base64.b64decode(data))


def same(what, found, wanted):
    if found != wanted:
        raise SystemExit(f"{what}: {found!r}, expected {wanted!r}")


def soon(what, find, wanted):
    """For what does not happen at once."""
    end = time.monotonic() + SECONDS
    while find() != wanted and time.monotonic() < end:
        time.sleep(0.1)
    same(what, find(), wanted)


def all_data(page):
    return page.js("JSON.parse(document.getElementById('data').textContent)")


def data_of(page):
    """Of a page of a store the first series, which is shown first."""
    return all_data(page)["series"][0]


SHOWN = "[...document.querySelectorAll('#heat > tbody > tr:not(.more)')].filter(r => !r.hidden).map(r => r.querySelector('a').textContent)"


def search_for(page, words):
    page.js(f"(s => {{ s.value = {json.dumps(words)}; s.dispatchEvent(new Event('input')); }})"
            "(document.getElementById('search'))")
    return page.js(SHOWN)


def renders(page):
    """Every operation, kernel and verdict of the data is there."""
    data = data_of(page)
    names = [o["name"] for o in data["operations"]]
    same("rows", page.js(SHOWN), names)
    same("columns", page.js("document.querySelectorAll('#heat thead th').length"), 1 + len(data["kernels"]))
    for kernel in data["kernels"][1:] or data["kernels"]:
        wanted = kernel["against"]["verdict"] if "against" in kernel else kernel["summary"]
        if wanted.strip() not in page.js("document.getElementById('verdict').innerText"):
            raise SystemExit(f"no verdict {wanted!r}")
    for i, operation in enumerate(data["operations"]):
        for j, cell in enumerate(operation["cells"]):
            if cell and "value" in cell:
                size = abs(cell["value"])
                places = 2 if size < 9.995 else 1 if size < 999.5 else 0
                found = page.js(f"document.querySelectorAll('#heat tbody tr')[{i}].children[{j + 1}].firstChild.data")
                if abs(float(found) - cell["value"]) > 0.501 * 10 ** -places:
                    raise SystemExit(f"{operation['name']}: {found}, expected {cell['value']}")
                break
    same("claims", page.js("document.querySelectorAll('#claims tbody tr').length") > 0,
         any("figure" in c["kernels"][-1] for c in data["claims"]))
    fields = {k for kernel in data["kernels"] for k in kernel["environment"]}
    if page.js("document.querySelectorAll('#environments tr').length") < len(fields):
        raise SystemExit("not all of the environment is there")


def searches(page):
    """The search filters; an operation that is not there is nowhere."""
    names = [o["name"] for o in data_of(page)["operations"]]
    name = names[len(names) // 2]
    same("search for a name", name in search_for(page, name.upper()), True)
    same("all have it", all(name in n for n in page.js(SHOWN)), True)
    same("words in any order", name in search_for(page, " ".join(reversed(name.split("/")))), True)
    same("nothing", search_for(page, "no such operation"), [])
    same("count", page.js("document.getElementById('count').textContent"), f"0 of {len(names)} operations")
    same("everything again", search_for(page, ""), names)


def headings(page):
    return page.js("[...document.querySelectorAll('#heat thead button')].map(b => b.textContent)")


def click(page, heading):
    page.js(f"[...document.querySelectorAll('#heat thead button')].find(b => b.textContent === {json.dumps(heading)}).click()")
    return page.js(SHOWN)


def sorts(page):
    """A heading sorts, a second click the other way round; the address keeps it all."""
    data = data_of(page)
    names, labels = [o["name"] for o in data["operations"]], [k["label"] for k in data["kernels"]]
    same("headings", headings(page), ["operation", "impact", *labels])
    same("by name", click(page, "operation"), sorted(names))
    same("by name, backwards", click(page, "operation"), sorted(names, reverse=True))
    if sorted(names) == names:
        raise SystemExit("the worst first is by name: nothing is tested")
    same("by impact", click(page, "impact"), names)
    figures = {o["name"]: o["cells"][0]["value"] for o in data["operations"] if (o["cells"][0] or {}).get("value") is not None}
    found = [figures[n] for n in click(page, labels[0]) if n in figures]
    same("by figure", found, sorted(figures.values(), reverse=True))
    kinds = {o["name"]: o["cells"][1]["change"]["kind"] for o in data["operations"] if (o["cells"][1] or {}).get("change")}
    order = [kinds.get(n) for n in click(page, labels[1])]
    rank = {"broken": 0, "worse": 0, "none": 1, "unsure": 1, "better": 2, "repaired": 2}
    same("by change", [rank.get(k, 3) for k in order], sorted(rank.get(k, 3) for k in order))
    same("has changes", {"worse", "better"} <= set(order), True)
    backwards = click(page, labels[1])
    wanted = search_for(page, "map")
    page.lead(f"location.hash = [...document.querySelectorAll('#heat tbody a')].find(a => a.textContent === {json.dumps(wanted[0])}).getAttribute('href')")
    fragment = page.js("location.hash")
    page.go(fragment)
    same("the search from the address", page.js("document.getElementById('search').value"), "map")
    same("the rows from the address", page.js(SHOWN), wanted)
    same("the row from the address", page.js("document.querySelector('tr.here a').textContent"), wanted[0])
    same("the order from the address", search_for(page, ""), backwards)
    page.go("#&order=no%20such&show=none&of=%E0&bogus&q")
    same("an address of nonsense", page.js(SHOWN), names)


STEPS = "[...document.querySelectorAll('.detail text.step')].map(t => t.firstChild.data)"


def trends(page):
    """Each operation's way over the kernels, of each machine and mode for itself."""
    everything = all_data(page)
    same("several series", len(everything["series"]) > 1, True)
    same("choice", page.js("[...document.getElementById('series').options].map(o => o.value)"),
         [s["name"] for s in everything["series"]])
    for series in everything["series"]:
        page.js(f"(s => {{ s.value = {json.dumps(series['name'])}; s.dispatchEvent(new Event('change')); }})"
                "(document.getElementById('series'))")
        same("kernels", headings(page)[2:], [k["label"] for k in series["kernels"]])
        same("operations", page.js(SHOWN), [o["name"] for o in series["operations"]])
        same("kernels of the claims", page.js("document.getElementById('claimkernel').options.length"), len(series["kernels"]))
        for operation in series["operations"]:
            page.lead(f"location.hash = hashOf({json.dumps(operation['name'])}, {{...FIRST_SHOWN, of: {json.dumps(series['name'])}}})")
            steps = [c.get("step") or c.get("change") for c in operation["cells"][1:] if c]
            wanted = ["~" if s["kind"] == "none" else (s["change"].split(" [")[0] + " " if s["kind"] in ("worse", "better") else "") + s["word"]
                      for s in steps if s]
            same("the way of " + operation["name"], page.js(STEPS), wanted)
        fragment = page.js("location.hash")
        page.go(fragment)
        same("its series from the address", page.js("document.getElementById('series').value"), series["name"])


def change(before, now):
    return f" ({100 * (now / before - 1):+.1f}\u00a0%)" if before else ""


def verifications(series):
    """Of every kernel but the first, which has none before it."""
    return [(kernel["label"], v) for kernel in series["kernels"][1:] for v in kernel["against"]["verification"]]


def verification_rows(series):
    """What the table of verification has to say."""
    def way(v, key, unit=""):
        before, now = v["old"][key], v["new"][key]
        return f"{before:.0f} \u2192 {now:.0f}{unit}{change(before, now)}"

    def interval(side):
        return f"[{side['ci'][0]:.0f}, {side['ci'][1]:.0f}]"

    return [[v["test"], label, v["verdict"],
             f"{way(v, 'us', ' ' + v['unit'])}{interval(v['old'])} \u2192 {interval(v['new'])}",
             way(v, "insns"), way(v, "bytes") if v["old"]["bytes"] else "-",
             way(v, "programs").split(" (")[0] if v["old"]["programs"] != v["new"]["programs"] else f"{v['new']['programs']:.0f}"]
            for label, v in verifications(series)]


ROWS = "[...document.querySelectorAll('#verifications tbody tr')].map(r => [...r.children].map(c => c.textContent))"
COLOURS = {"slower": "worse", "faster": "better", "~": ""}


def verifies(page):
    """The verification of the series that is shown, and of no other; where there is none, no section."""
    everything = all_data(page)["series"]
    for series in [*everything, everything[0]]:
        page.js(f"(s => {{ s.value = {json.dumps(series['name'])}; s.dispatchEvent(new Event('change')); }})"
                "(document.getElementById('series'))")
        wanted = verification_rows(series)
        same("verification of " + series["name"], page.js(ROWS), wanted)
        same("shown", page.js("document.getElementById('verification').getClientRects().length > 0"), bool(wanted))
        same("headings", page.js("document.querySelectorAll('#verifications thead th').length"), 7)
        same("colours", page.js("[...document.querySelectorAll('#verifications tbody td:nth-child(3)')].map(c => c.className)"),
             [COLOURS[row[2]] for row in wanted])


def opened(page):
    """What the page was made for is open."""
    name = all_data(page)["open"]
    same("open", page.js("[...document.querySelectorAll('tr.here a')].map(a => a.textContent)"), [name])
    same("its chart", page.js("document.querySelectorAll('.detail svg').length") > 0, True)


def links(page):
    """The address of a row opens it, here and elsewhere; a bad one opens nothing."""
    data = data_of(page)
    operation = next(o for o in data["operations"] if any(c and c.get("tail") for c in o["cells"]))
    page.lead(f"[...document.querySelectorAll('#heat tbody a')].find(a => a.textContent === {json.dumps(operation['name'])}).click()")
    opened = "[...document.querySelectorAll('tr.here a')].map(a => a.textContent)"
    soon("clicked", lambda: page.js(opened), [operation["name"]])
    fragment = page.js("location.hash")
    page.go(fragment)
    same("from its address", page.js(opened), [operation["name"]])
    measured = sum(1 for c in operation["cells"] if c and "value" in c)
    tails = sum(1 for c in operation["cells"] if c and c.get("tail"))
    same("intervals", page.js("document.querySelectorAll('.detail svg circle').length"), measured)
    same("tails", page.js("document.querySelectorAll('.detail polyline.line').length"), tails)
    page.go("#no/such")
    same("a name that is not there", page.js(opened), [])
    page.go("#%E0%A4%A")
    same("no encoding", page.js(opened), [])


def follows(page):
    """Light and dark as the system has it; legible in both."""
    colours = "(s => [s.backgroundColor, s.color])(getComputedStyle(document.body))"
    found = {}
    for scheme in ("light", "dark"):
        page.theme(scheme)
        found[scheme] = [sum(map(int, c.strip("rgb()").split(","))) for c in page.js(colours)]
    same("light", found["light"][0] > 600 > 300 > found["light"][1], True)
    same("dark", found["dark"][0] < 150 and found["dark"][1] > 600, True)


def fits(page):
    """On a phone nothing but the tables' own boxes scrolls sideways; print hides the tools."""
    page.size(360, 740)
    page.lead("document.querySelector('#heat tbody a').click()")
    soon("opened", lambda: page.js("document.querySelectorAll('tr.here').length"), 1)
    same("width", page.js("document.documentElement.scrollWidth") <= 360, True)
    page.ask("Emulation.setEmulatedMedia", media="print")
    page.size(794, 1123)
    same("width of paper", page.js("document.documentElement.scrollWidth") <= 794, True)
    same("tools in print", page.js("getComputedStyle(document.getElementById('tools')).display"), "none")


def inert(page):
    """What a hostile file says is text: also every row's charts."""
    for series in all_data(page)["series"]:
        for name in [o["name"] for o in series["operations"]][:20]:
            page.lead(f"location.hash = hashOf({json.dumps(name)}, {{...FIRST_SHOWN, of: {json.dumps(series['name'])}}})")
    page.js("document.getElementById('claimall').click(); document.querySelectorAll('details').forEach(d => d.open = true)")
    same("a global", page.js("typeof window.hacked"), "undefined")
    same("a title", page.js("/[\\u202a-\\u202e\\u2066-\\u2069]/.test(document.title + document.body.innerText)"), False)
    tests = [re.sub("[\u202a-\u202e\u2066-\u2069]", lambda c: f"<U+{ord(c[0]):04X}>", v["test"])
             for _, v in verifications(all_data(page)["series"][-1])]
    same("tests verified", page.js("[...document.querySelectorAll('#verifications tbody th')].map(t => t.textContent)"), tests)
    same("what it says is there", page.js("document.body.innerText.includes('<img src=x')"), True)


MARKUP = """[...document.querySelectorAll('*')].filter(e =>
    !['http://www.w3.org/1999/xhtml', 'http://www.w3.org/2000/svg'].includes(e.namespaceURI) ||
    ['IMG', 'IFRAME', 'OBJECT', 'EMBED', 'VIDEO', 'AUDIO', 'B', 'LINK', 'BASE'].includes(e.tagName) ||
    [...e.attributes].some(a => a.name.startsWith('on') || /javascript:/i.test(a.value))).map(e => e.outerHTML.slice(0, 200))"""


def main():
    checks = {f.__name__: f for f in (renders, searches, sorts, trends, verifies, opened, links, follows, fits, inert)}
    if sys.argv[1:] == ["browser"]:
        return 0 if browser() else 1
    page = Page(sys.argv[2])
    try:
        if sys.argv[1] == "picture":
            page.theme(sys.argv[4])
            page.size(int(sys.argv[5]), 900)
            page.go(sys.argv[6] if len(sys.argv) > 6 else "")
            page.picture(sys.argv[3])
        else:
            try:
                checks[sys.argv[1]](page)
                same("markup", page.js(MARKUP), [])
                same("scripts and styles", page.js("[document.scripts.length, document.styleSheets.length]"), [2, 1])
            finally:
                for what in page.trouble:
                    print(what)
            same("trouble", len(page.trouble), 0)
    finally:
        page.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
