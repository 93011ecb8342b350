#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""Opens a page of report_progs html in headless Chromium: tests/page.py CHECK PAGE

CHECK is one of the functions below, which fails with what it found.  The script talks to Chromium
over its debugging pipe, so that only the standard library is needed.  In every check the page must
not log an error, use the network, open a dialog, or have an element that only a hostile result file
could have made.
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
    """A page in its own browser, which listens on descriptors 3 and 4."""

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
        # Kill all processes of the browser, which would otherwise write to the profile.
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
        """Runs a statement that changes the address, and waits until the page has followed it.

        Waits half a second if the address stays the same.
        """
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
    """Waits until find() returns wanted."""
    end = time.monotonic() + SECONDS
    while find() != wanted and time.monotonic() < end:
        time.sleep(0.1)
    same(what, find(), wanted)


USUAL = {"none": "~", "worse": "slower", "better": "faster"}


def rows_of(columns, n):
    """Returns a function that makes the cells of a row of the columns (report/page/columns.h)."""
    elements = {}
    for key in columns:
        name, _, inner = key.partition(".")
        if inner.isdigit():
            elements[name] = max(elements.get(name, 0), int(inner) + 1)

    def cells_of(row):
        cells = [{} for _ in range(n)]
        for key, column in columns.items():
            name, _, inner = key.partition(".")
            rows, start = column["rows"], column.get("from", 0)
            values = rows.get(str(row)) if isinstance(rows, dict) else rows[row] if row < len(rows) else None
            for i, value in enumerate(values if isinstance(values, list) else [values] * (n - start), start):
                if value is None:
                    continue
                value = column["texts"][value] if "texts" in column else value
                if not inner:
                    cells[i][name] = value
                elif name in elements:
                    cells[i].setdefault(name, [None] * elements[name])[int(inner)] = value
                else:
                    cells[i].setdefault(name, {})[inner] = value
        return [cell or None for cell in cells]
    return cells_of


def fill_change(change, kinds):
    change["kind"] = kinds[change["kind"]]
    change.setdefault("word", USUAL.get(change["kind"]))
    numbers = change.get("change", "").split(" ")
    if len(numbers) == 3 and all(re.fullmatch(r"-?[0-9.]+", v) for v in numbers):
        change["change"] = "{:+.1f} % [{:+.1f}, {:+.1f}]".format(*map(float, numbers))


def whole(data):
    """Adds to the data of a page what they leave out because it is said once already."""
    for series in data["series"]:
        said = rows_of(series.pop("said"), len(series["kernels"]))
        for row, claim in enumerate(series["claims"]):
            claim["kernels"] = said(row)
        cells_of = rows_of(series.pop("columns"), len(series["kernels"]))
        for row, operation in enumerate(series["operations"]):
            operation["cells"] = cells_of(row)
        changes = (c.get(key) for o in series["operations"] for c in o["cells"] if c for key in ("change", "step"))
        for change in filter(None, changes):
            fill_change(change, series["kinds"])
    return data


def data_of_file(path):
    """Returns the whole data of the page in a file."""
    text = pathlib.Path(path).read_text(encoding="utf-8")
    start = text.index('id="data">') + len('id="data">')
    return whole(json.loads(text[start:text.index("</script>", start)]))


def all_data(page):
    return whole(page.js("JSON.parse(document.getElementById('data').textContent)"))


def data_of(page):
    """Returns the first series, which a page of a store shows first."""
    return all_data(page)["series"][0]


SHOWN = "[...document.querySelectorAll('#heat > tbody > tr:not(.more)')].filter(r => !r.hidden).map(r => r.querySelector('a').textContent)"


def search_for(page, words):
    page.js(f"(s => {{ s.value = {json.dumps(words)}; s.dispatchEvent(new Event('input')); }})"
            "(document.getElementById('search'))")
    return page.js(SHOWN)


def renders(page):
    """Every operation, kernel and verdict of the data is shown."""
    data = data_of(page)
    names = [o["name"] for o in data["operations"]]
    same("rows", page.js(SHOWN), names)
    read = page.js("readData(byId('data').textContent).series[0].operations.map(o => o.cells)")
    for operation, cells in zip(data["operations"], read):
        for change in (c[key] for c in cells if c for key in ("change", "step") if key in c):
            change.setdefault("word", USUAL.get(change["kind"]))
        same("cells of " + operation["name"], cells, operation["cells"])
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
                if abs(float(found.lstrip("~")) - cell["value"]) > 0.501 * 10 ** -places:
                    raise SystemExit(f"{operation['name']}: {found}, expected {cell['value']}")
                break
    same("claims", page.js("document.querySelectorAll('#claims tbody tr').length") > 0,
         any("figure" in c["kernels"][-1] for c in data["claims"]))
    fields = {k for kernel in data["kernels"] for k in kernel["environment"]}
    if page.js("document.querySelectorAll('#environments tr').length") < len(fields):
        raise SystemExit("not all of the environment is there")


def searches(page):
    """The search filters; an unknown operation is not found."""
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
    """A heading sorts, a second click reverses the order, and the address keeps everything."""
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
    """Each series of a machine and mode shows the changes of each operation over its kernels."""
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
            same("cycles of time", "core cycles" in page.js("document.querySelector('.inner').innerText"),
                 any("core" in k["files"][0]["run"] for k in series["kernels"]))
        fragment = page.js("location.hash")
        page.go(fragment)
        same("its series from the address", page.js("document.getElementById('series').value"), series["name"])


def change(before, now):
    return f" ({100 * (now / before - 1):+.1f}\u00a0%)" if before else ""


def verifications(series):
    """Returns the verifications of every kernel except the first, which has no comparison."""
    return [(kernel["label"], v) for kernel in series["kernels"][1:] for v in kernel["against"]["verification"]]


def verification_rows(series):
    """Returns the expected rows of the table of verification."""
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
    """Only the verification of the shown series is there; without one the section is hidden."""
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
    """The operation that the page was made for is open."""
    name = all_data(page)["open"]
    same("open", page.js("[...document.querySelectorAll('tr.here a')].map(a => a.textContent)"), [name])
    same("its chart", page.js("document.querySelectorAll('.detail svg').length") > 0, True)


def links(page):
    """The address of a row opens it, here and in a new page; a wrong one opens nothing."""
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
    same("intervals", page.js("document.querySelectorAll('.detail figure:first-child circle').length"), measured)
    same("tails", page.js("document.querySelectorAll('.detail polyline.line').length"), tails)
    page.go("#no/such")
    same("a name that is not there", page.js(opened), [])
    page.go("#%E0%A4%A")
    same("no encoding", page.js(opened), [])


def glances(page):
    """The map has a row of pixels for each operation and further kernel, and the largest changes a bar."""
    data = data_of(page)
    kernels, operations = data["kernels"], data["operations"]
    shown = range(1, len(kernels)) if len(kernels) > 1 else [0]
    pixels = "document.querySelectorAll('#families .pixel{}').length"
    same("rows of pixels", page.js(pixels.format("")), len(operations) * len(shown))
    hollow = sum(1 for o in operations for i in shown if not o["cells"][i] or "value" not in o["cells"][i]
                 and o["cells"][i].get("verdict") != "fail" and o["cells"][i].get("change", {}).get("kind") != "broken")
    same("hollow ones", page.js(pixels.format(".gone")), hollow)
    changed = sum(1 for o in operations for c in o["cells"][1:]
                  if c and c.get("change") and c["change"]["kind"] in ("worse", "better", "broken", "repaired"))
    same("coloured ones", page.js(pixels.format("[style]")), changed)
    last = [o["cells"][-1] for o in operations if o["cells"][0] and o["cells"][0].get("value", 0) > 0]
    bars = sum(1 for c in last if c and "value" in c and c.get("change", {}).get("kind") in ("worse", "better"))
    same("bars", page.js("document.querySelectorAll('#largest svg').length"), min(bars, 5))
    same("intervals of the bars", page.js("document.querySelectorAll('#largest svg .end').length"), 3 * min(bars, 5))
    same("changes are shown", page.js("!byId('changes').hidden"), bars > 0)
    page.lead("document.querySelector('#families .pixel').click()")
    first = page.js("document.querySelector('#families .pixel').title.split(': ')[0]")
    soon("a row of pixels leads to its operation", lambda: page.js("[...document.querySelectorAll('tr.here a')].map(a => a.textContent)"), [first])
    page.js("document.querySelector('#families button').click()")
    family = page.js("byId('family').value")
    members = page.js(f"familiesOf(readData(byId('data').textContent).series[0]).find(f => f[0] === {json.dumps(family)})[1].map(o => o.name)")
    same("a family leads to its rows", page.js(SHOWN), [o["name"] for o in operations if o["name"] in members])


def follows(page):
    """The page follows the light or dark theme of the system, and is legible in both."""
    colours = "(s => [s.backgroundColor, s.color])(getComputedStyle(document.body))"
    found = {}
    for scheme in ("light", "dark"):
        page.theme(scheme)
        found[scheme] = [sum(map(int, c.strip("rgb()").split(","))) for c in page.js(colours)]
    same("light", found["light"][0] > 600 > 300 > found["light"][1], True)
    same("dark", found["dark"][0] < 150 and found["dark"][1] > 600, True)


def heads(page):
    """The head says what each kernel is, how it was measured, and how many operations were judged."""
    data = data_of(page)
    text = page.js("(byId('factsbox').open = true, document.querySelector('header').innerText)")
    same("kernels", page.js("document.querySelectorAll('#facts tr').length"), 1 + len(data["kernels"]))
    for kernel in data["kernels"]:
        environment, run, against = kernel["environment"], kernel["files"][0]["run"], kernel.get("against")
        wanted = [kernel["label"], environment["kernel_release"], run["started"][:10], environment["cpu_model"],
                  f"{kernel['judged']['measured']} measured", "counted instructions" if kernel["unit"] == "insns" else "time"]
        if against:
            wanted.append(f"judged {against['both'] - against['undecided']} of the {against['both']} that both measured")
        if environment.get("kernel_build_id"):
            wanted.append("build " + environment["kernel_build_id"][:12])
        if run.get("core"):
            wanted.append(f"exclusive {round(100 * run['core']['exclusive'])} %, shared {round(100 * run['core']['shared'])} %")
        same("in the head", [w for w in wanted if w not in text], [])
    dates = {"#1 SMP Debian 6.1.1-1 (2026-03-04)": "2026-03-04", "#2 SMP Tue Nov  4 12:00:00 UTC 2025": "2025-11-04", "#3 SMP": ""}
    same("dates of builds", page.js(f"{json.dumps(list(dates))}.map(buildDate)"), list(dates.values()))


def grows(page):
    """Operations that differ in a number are curves: one for each kernel, in the order of the numbers."""
    data = data_of(page)
    page.js("byId('morecurves').open = true")
    lines = "[...document.querySelectorAll('.curves figure')].map(f => [f.querySelector('figcaption').textContent, f.querySelectorAll('polyline').length, f.querySelectorAll('circle').length])"
    n = len(data["kernels"])
    soon("curves", lambda: sorted(page.js(lines)), [
        ["contention_perf/queue_*: ns by CPUs", n, 2 * n],
        ["hook_perf/fentry_*_progs: ns by programs", n, 3 * n],
        ["hook_perf/uprobe_nop_*_cpus: ns by CPUs", n, 2 * n],
        ["map_perf/hash_lookup_entries_*: ns by entries", n, 4 * n],
        ["output_perf/ringbuf_loss_busy_*: ns by events per second", n, 2 * n],
        ["sampling_perf/memory_buffers_*: ns by MB of buffers", n, 2 * n]])
    points = "[...document.querySelectorAll('.curves figure')].find(f => f.textContent.includes('entries')).querySelectorAll('a')"
    same("the order", page.js(f"[...{points}].slice(0, 4).map(a => a.getAttribute('href').slice(1))"),
         [f"map_perf/hash_lookup_entries_{i}" for i in ("1", "1k", "64k", "1m")])
    same("from left to right", page.js(f"(p => p.every((x, i) => !i || x > p[i - 1]))([...{points}].slice(0, 4).map(a => Number(a.firstChild.getAttribute('cx'))))"), True)
    page.js("[...document.querySelectorAll('#lay input')].slice(1).forEach(b => b.checked = b.value === '2')")
    page.js("document.querySelector('#lay input').dispatchEvent(new Event('change', {bubbles: true}))")
    same("two kernels", [n for _, n, _ in page.js(lines)], [2] * 6)
    same("in the address", "k=0.2" in page.js("location.hash"), True)
    page.lead(f"{points}[1].dispatchEvent(new MouseEvent('click', {{bubbles: true}}))")
    soon("a point leads to its operation", lambda: page.js("[...document.querySelectorAll('tr.here a')].map(a => a.textContent)"),
         ["map_perf/hash_lookup_entries_1k"])
    same("and keeps the kernels", page.js("[...document.querySelectorAll('#lay input')].map(b => b.checked)"), [i in (0, 2) for i in range(n)])


FIGURE = "[...document.querySelectorAll('.detail figure')].find(f => f.textContent.includes('{}'))"


def details(page):
    """The details have what it does, its limits, its rounds, a histogram, and what the verifier says."""
    data = data_of(page)
    operation = next(o for o in data["operations"] if o["name"] == "map_perf/hash_lookup_entries_1k")
    page.lead("location.hash = 'map_perf/hash_lookup_entries_1k'")
    count = lambda figure, what: page.js(f"{FIGURE.format(figure)}.querySelectorAll('{what}').length")
    n = len(data["kernels"])
    text = page.js("document.querySelector('.inner').innerText")
    for wanted in (operation["description"] + ".", "Family: map lookups.", "core cycles", "instructions that the verifier processed", "machine code, bytes"):
        same(f"{wanted} is there", wanted in text, True)
    same("limits", count("interval", "line.limit"), sum(1 for c in operation["cells"] if c["range"][1] < 60))
    same("rounds", count("a mark each", "line.round"), sum(c["rounds"] for c in operation["cells"]))
    low, high, _ = operation["cells"][0]["strip"]
    same("their figures", page.js("(r => [r[0], r.at(-1), r.length])(roundsOf(readData(byId('data').textContent).series[0].operations"
                                  f".find(o => o.name === {json.dumps(operation['name'])}).cells[0]))"), [low, high, operation["cells"][0]["rounds"]])
    bins = lambda name: sum(1 for o in data["operations"] if o["name"] == name for c in o["cells"] for bin in c["powers"][1:] if bin)
    same("bins", count("powers of two", "rect.power"), bins(operation["name"]))
    same("percentiles", count("percentiles", "polyline.line"), n)
    same("timeline", count("Timeline", "circle"), n)
    first = page.js(f"{FIGURE.format('Timeline')}.querySelector('circle title').textContent")
    same("by kernel", first.startswith(data["kernels"][0]["label"] + ","), True)
    page.js(f"(s => {{ s.value = 'date'; s.dispatchEvent(new Event('change')); }})({FIGURE.format('Timeline')}.querySelector('select'))")
    earliest = min(data["kernels"], key=lambda k: k["files"][0]["run"]["started"])
    first = page.js(f"{FIGURE.format('Timeline')}.querySelector('circle title').textContent")
    same("by date", first.startswith(f"{earliest['label']}, {earliest['files'][0]['run']['started'][:10]}:"), True)
    page.js("(i => { i.value = 'map_perf/hash_lookup_entries_1m'; i.dispatchEvent(new Event('change')); })(document.querySelector('.over input'))")
    same("laid over", [count("interval", "circle"), count("interval", "circle.over"), count("powers of two", "rect.power")],
         [2 * n, n, bins(operation["name"]) + bins("map_perf/hash_lookup_entries_1m")])
    same("in the address", "with=map_perf/hash_lookup_entries_1m" in page.js("location.hash"), True)
    page.go(page.js("location.hash"))
    same("from the address", count("interval", "circle.over"), n)
    page.js("(i => { i.value = 'load_perf/bytes'; i.dispatchEvent(new Event('change')); })(document.querySelector('.over input'))")
    same("another unit", ["load_perf/bytes is in bytes" in page.js("document.querySelector('.inner').innerText"), count("interval", "circle")], [True, n])
    page.lead("location.hash = 'map_perf/hash_lookup_entries_1m'")
    same("not over another one", page.js("document.querySelectorAll('.over button:not([hidden])').length"), 0)
    page.lead("location.hash = 'map_perf/hash_lookup_entries_64k'")
    same("bins of a file without powers of two", [count("bins end at", "rect.bin"), page.js("document.querySelectorAll('rect.power').length")], [5 * n, 0])


def totals_of(stacks):
    """Returns what each function takes with all that it calls, and itself, by its stack."""
    found = {}
    for stack, value in stacks.items():
        path = tuple(stack.split(";"))
        for depth in range(1, len(path) + 1):
            total, own = found.get(path[:depth], (0, 0))
            found[path[:depth]] = (total + value, own + value * (depth == len(path)))
    return found


GRAPH = "[...document.querySelectorAll('.flame')][{}]"
FRAMES = "[..." + GRAPH + ".querySelectorAll('.frame')].map(f => [f.querySelector('title').textContent, f.querySelector('rect').getAttribute('class'), Number(f.querySelector('rect').getAttribute('width'))])"


def flames(page):
    """The details have flame graphs of two kernels and of the change, and the functions as bars."""
    files = [json.loads(path.read_text())["operations"] for path in sorted(pathlib.Path(sys.argv[2]).parent.glob("flamed?.explain.json"))]
    kernels = [k["label"] for k in data_of(page)["kernels"]]
    stacks = [file["map_perf/a"]["stacks"] for file in files]
    captions = "[...document.querySelectorAll('.flame figcaption')].map(c => c.textContent.split(':')[0])"
    page.lead("location.hash = 'map_perf/a'")
    same("graphs", page.js(captions), [kernels[0], kernels[2], "The change"])
    for graph, at in ((0, 0), (1, 2)):
        frames = page.js(FRAMES.format(graph))
        wanted = {path[-1]: f"{path[-1]}: {total:.1f} instructions, {own:.1f} of them in itself"
                  for path, (total, own) in totals_of(stacks[at]).items() if total >= 50}
        same("frames", [title for title in wanted.values() if title not in [f[0] for f in frames]], [])
        same("what the baseline takes more has none", [f for f in frames if "less:" in f[0]], [])
        total = sum(value for value in stacks[at].values() if value > 0)
        width = lambda name: next(f[2] for f in frames if f[0].startswith(name + ":")) + 1
        same("widths", abs(width("update") / width("all") - totals_of(stacks[at])["[program]", "update"][0] / total) < 0.003, True)
    changes = {f[0].split(":")[0]: (f[1], f[0].split(": ")[1]) for f in page.js(FRAMES.format(2))}
    same("the change", [changes[name][0] for name in ("update", "lock", "irq", "copy")], ["worse", "worse", "better", "same"])
    same("a new function", changes["lock"][1], "0.00 to 134.0 instructions (+134.00), in itself 0.00 to 134.0")
    bars = "[...document.querySelectorAll('.flames figure:first-child text')].map(t => t.textContent)"
    same("bars", page.js(bars)[:6], ["lock", "+134.00: - to 134.00", "irq", "-77.00: 77.00 to -", "update", "+42.00: 95.47 to 137.47"])
    small = sum(0.2 * i for i in range(1, 9))
    same("what is small is one", [f"{files[0]['map_perf/a']['sum']:.1f} instructions" in page.js(FRAMES.format(0))[0][0] or page.js(FRAMES.format(0))[0],
                                  f"others: {small:.2f} instructions" in json.dumps(page.js(FRAMES.format(0)))], [True, True])
    same("how many", '"others" are 8 frames of less than 0.5 %' in page.js("document.querySelector('.inner').innerText"), True)
    # A selected frame has the whole width, and selected again what it had.
    click = GRAPH.format(0) + ".querySelectorAll('.frame')[{}].dispatchEvent(new MouseEvent('click', {{bubbles: true}}))"
    names = [f[0].split(":")[0] for f in page.js(FRAMES.format(0))]
    page.js(click.format(names.index("update")))
    shown = page.js(FRAMES.format(0))
    same("selected", [shown[0][0].split(":")[0], shown[0][2] > 290, "all" in [f[0].split(":")[0] for f in shown]], ["update", True, False])
    page.js(click.format(0))
    same("selected again", [f[0].split(":")[0] for f in page.js(FRAMES.format(0))], names)
    # Other kernels, which the address keeps.
    choose = "(s => {{ s.value = '{}'; s.dispatchEvent(new Event('change')); }})(document.querySelectorAll('.inner .tools select')[{}])"
    page.js(choose.format(1, 1))
    same("other kernels", page.js(captions), [kernels[0], kernels[1], "The change"])
    same("in the address", "why=0.1" in page.js("location.hash"), True)
    page.go(page.js("location.hash"))
    same("from the address", page.js(captions), [kernels[0], kernels[1], "The change"])
    page.js(choose.format(1, 0))
    same("one kernel", page.js(captions), [kernels[1]])
    page.lead("location.hash = hashOf('map_perf/b')")
    same("one that two kernels explain", page.js(captions), [kernels[0], kernels[2], "The change"])
    same("why the other does not", f"Not explained: {kernels[1]}: it waits." in page.js("document.querySelector('.inner').innerText"), True)
    page.lead("location.hash = hashOf('map_perf/c')")
    same("one that no kernel explains", [page.js(captions), "it is no time" in page.js("document.querySelector('.inner').innerText")], [[], True])
    page.lead("location.hash = hashOf('helper_perf/d')")
    same("one that is not known", ["Not explained" in page.js("document.querySelector('.inner').innerText"), page.js(captions)], [False, []])


def sources(page):
    """The details have the text of the operation from progs/, and of the macros that make it."""
    data = all_data(page)
    texts = "[...document.querySelectorAll('.detail .source')].map(f => [f.querySelector('figcaption').textContent, f.querySelector('pre').innerText])"

    def wanted(path, pattern):
        text = pathlib.Path(path).read_text(encoding="utf-8")
        found = re.search(pattern, text, re.M | re.S)
        above = text[:found.start()]
        comment = above[above.rindex("/*"):] if above.endswith("*/\n") else ""
        return [f"{path}:{above.count(chr(10)) + 1}", re.sub(r"[ \t]+\\\n", r" \\\n", comment + found[0])]

    macro = r"^#define {}\((?:[^\n]*\\\n)*[^\n]*"
    for name, parts in {
            "helper_perf/ktime_pair": [("progs/helper_perf_clock.c", r"^BENCH\(ktime_pair, .*?^}")],
            "map_perf/hash_lookup_entries_1k": [
                ("progs/map_perf_hash_size.c", r"^HASH_ENTRIES\(1k, [^\n]*"),
                ("progs/map_perf_hash_entries.bpf.h", macro.format("HASH_ENTRIES")),
                ("progs/map_perf.bpf.h", macro.format("LOOKUP"))]}.items():
        page.lead(f"location.hash = {json.dumps(name)}")
        same("source of " + name, page.js(texts), [wanted(*part) for part in parts])
    page.lead("location.hash = 'hook_perf/fentry'")
    same("no text for what has none", page.js(texts), [])
    parts = {i for series in data["series"] for o in series["operations"] for i in o.get("source", [])}
    same("only sources of what is shown", parts, set(range(len(data["sources"]))))
    same("each once", len({where for where, _ in data["sources"]}), len(data["sources"]))


def sticks(page):
    """The rows have 22 pixels, and the heading and the names stay when the table scrolls."""
    page.size(1280, 900)
    heights = page.js("[...new Set([...document.querySelectorAll('#heat tbody tr')].map(r => r.getBoundingClientRect().height))]")
    same("heights of rows", heights, [22])
    place = "(e => [e.left, e.top].map(Math.round))(document.querySelector('#heat th button').getBoundingClientRect())"
    before = page.js(place)
    same("scrolled", page.js("(g => (g.scrollTop = 200, g.scrollLeft = 100, g.scrollTop > 0))(byId('grid'))"), True)
    same("the heading stays", page.js(place), before)
    # The second one is opened where the table has scrolled already.
    for row in (40, 20):
        page.lead(f"location.hash = document.querySelectorAll('#heat tbody tr a')[{row}].getAttribute('href')")
    seen = "document.querySelector('tr.here').getBoundingClientRect().top - document.querySelector('#heat thead th').getBoundingClientRect().bottom"
    soon("the open row is below the heading", lambda: abs(page.js(seen)) < 2, True)


# Text that no scrolling shows: beyond the window or the end of its box, or outside its drawing.
CUT = """(() => {
    const found = [], walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walk.nextNode()) {
        const node = walk.currentNode, parent = node.parentElement;
        if (!node.data.trim() || parent.closest('script, style, noscript, title, option, datalist') || !parent.checkVisibility())
            continue;
        const range = document.createRange();
        range.selectNodeContents(node);
        const drawing = parent.closest('svg');
        let box = drawing ? null : parent;
        while (box && !['auto', 'scroll'].includes(getComputedStyle(box).overflowX))
            box = box.parentElement;
        for (const rect of range.getClientRects()) {
            const frame = drawing ? drawing.getBoundingClientRect() : null;
            const left = frame ? frame.left : box ? box.getBoundingClientRect().left - box.scrollLeft : 0;
            const right = frame ? frame.right : box ? left + Math.max(box.scrollWidth, box.clientWidth) : innerWidth;
            const out = frame && (rect.top < frame.top - 2 || rect.bottom > frame.bottom + 2);
            if (rect.width && (rect.left < left - 1 || rect.right > right + 1 || out))
                found.push(`${parent.tagName}: ${node.data.slice(0, 40)}: ${Math.round(rect.left)} to ${Math.round(rect.right)} of ${Math.round(left)} to ${Math.round(right)}`);
        }
    }
    const clipped = [...document.querySelectorAll('body *')].filter(e => ['hidden', 'clip'].includes(getComputedStyle(e).overflowX) &&
        e.tagName !== 'svg' && !['INPUT', 'SELECT'].includes(e.tagName) && e.scrollWidth > e.clientWidth + 1).map(e => 'clipped: ' + e.outerHTML.slice(0, 80));
    const wide = document.documentElement.scrollWidth > innerWidth ? ['the page is wider than the window'] : [];
    return [...found, ...clipped, ...wide].slice(0, 10);
})()"""


def uncut(page):
    """Nothing is cut off on a desktop or a phone, light or dark, closed or opened."""
    for scheme in ("light", "dark"):
        page.theme(scheme)
        for width in (1280, 390):
            page.size(width, 900)
            page.go("")
            same(f"cut at {width}", page.js(CUT), [])
            page.lead("document.querySelector('#heat tbody a').click()")
            soon("opened", lambda: page.js("document.querySelectorAll('tr.here').length"), 1)
            page.js("document.querySelectorAll('details').forEach(d => d.open = true)")
            page.js("(i => { i.value = document.querySelector('.over option').value; i.dispatchEvent(new Event('change')); })(document.querySelector('.over input'))")
            soon("more curves", lambda: page.js("[...byId('morecurves').querySelectorAll('.curves')].every(c => byId('morecurves').hidden || c.children.length)"), True)
            same(f"cut at {width}, opened", page.js(CUT), [])


def fits(page):
    """On a phone only the tables scroll sideways, and print hides the tools."""
    page.size(360, 740)
    page.lead("document.querySelector('#heat tbody a').click()")
    soon("opened", lambda: page.js("document.querySelectorAll('tr.here').length"), 1)
    same("width", page.js("document.documentElement.scrollWidth") <= 360, True)
    page.ask("Emulation.setEmulatedMedia", media="print")
    page.size(794, 1123)
    same("width of paper", page.js("document.documentElement.scrollWidth") <= 794, True)
    same("tools in print", page.js("getComputedStyle(document.getElementById('tools')).display"), "none")


def inert(page):
    """Text of a hostile file stays text, also in the charts of every row."""
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
    checks = {f.__name__: f for f in (renders, searches, sorts, trends, verifies, opened, links, glances, heads, grows, details, sources,
                                         sticks, flames, uncut, follows, fits, inert)}
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
