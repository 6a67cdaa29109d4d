#!/usr/bin/env python3
"""Filling one form in: this library beside template engines, in one run.

    python3 fillers.py [--node FOLDER]

The project's own fixture becomes a template with {{ tags }} in the places of its values; docx-rs, office_oxide and this
library run in `cargo run --release --bin fillers`, docxtpl in this Python and docxtemplater in node (FOLDER is where
`npm install docxtemplater pizzip` was run), each if it is there. Printed are the medians over interleaved rounds of
microseconds per document and of the ratio to `shenbao fill` in the same round. Only the ratios mean anything.
"""

import argparse
import io
import json
import pathlib
import re
import statistics
import subprocess
import tempfile
import time
import zipfile
from xml.sax.saxutils import unescape

HERE = pathlib.Path(__file__).resolve().parent
FIXTURES = HERE.parent / "fixtures"
MAIN = "word/document.xml"
ROUNDS, RUNS = 5, 10
OURS = "shenbao fill"

NODE = """
const fs = require("fs"), Zip = require("pizzip"), Template = require("docxtemplater");
const [, , folder, runs] = process.argv;
const bytes = fs.readFileSync(folder + "/braces.docx"), all = JSON.parse(fs.readFileSync(folder + "/values.json"));
const data = Object.fromEntries(all.map((text, number) => ["v" + number, text]));
function fill() {
  const template = new Template(new Zip(bytes), { linebreaks: true });
  template.render(data);
  return template.getZip().generate({ type: "nodebuffer", compression: "DEFLATE" });
}
for (let run = 0; run < 5; run++) fill();
const start = process.hrtime.bigint();
for (let run = 0; run < runs; run++) fill();
console.log("docxtemplater\\t" + Number(process.hrtime.bigint() - start) / 1e3 / runs);
fs.writeFileSync(folder + "/docxtemplater.docx", fill());
"""


def texts(value):
    """The texts of a declaration, without what a box or the title says."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for item in value:
            yield from texts(item)
    elif isinstance(value, dict):
        for key, item in value.items():
            if key == "text" or "text" not in value:
                if key not in ("title", "attribute", "label"):
                    yield from texts(item)


def templates(folder):
    """Writes the templates with two kinds of tags, and the texts for them; returns the number of tags."""
    expected = json.loads((FIXTURES / "declaration.expect.json").read_text(encoding="utf-8"))
    wanted = {line for text in texts(expected) for line in text.split("\n")}
    values = []

    def tag(found):
        if unescape(found[2]) not in wanted:
            return found[0]
        values.append(unescape(found[2]))
        return f"{found[1]}{{{{ v{len(values) - 1} }}}}</w:t>"

    with zipfile.ZipFile(FIXTURES / "declaration.docx") as fixture:
        parts = {name: fixture.read(name) for name in fixture.namelist()}
    xml = re.sub(r"(<w:t(?: [^>]*)?>)([^<]+)</w:t>", tag, parts[MAIN].decode())
    single = re.sub(r"\{\{ (v\d+) \}\}", r"{\1}", xml)
    for name, text in [("tags.docx", xml), ("braces.docx", single)]:
        with zipfile.ZipFile(folder / name, "w", zipfile.ZIP_DEFLATED) as archive:
            for part, content in {**parts, MAIN: text.encode()}.items():
                archive.writestr(part, content)
    (folder / "values.json").write_text(json.dumps(values, ensure_ascii=False), encoding="utf-8")
    return values


def check(name, document, values):
    """Every value is in the document, and no tag is left."""
    with zipfile.ZipFile(io.BytesIO(document)) as archive:
        xml = archive.read(MAIN).decode()
    shown = unescape(re.sub(r"<[^>]+>", "", xml))
    lost = [value for value in values if value not in shown]
    if lost or re.search(r"\{+ ?v\d", shown):
        print(f"{name}: {len(lost)} of {len(values)} values are not in its document")


def docxtpl(folder, values):
    import docxtpl

    data = {f"v{number}": text for number, text in enumerate(values)}

    def fill():
        template = docxtpl.DocxTemplate(folder / "tags.docx")
        template.render(data, autoescape=True)
        out = io.BytesIO()
        template.save(out)
        return out.getvalue()

    check("docxtpl", fill(), values)
    start = time.perf_counter()
    for _ in range(RUNS):
        fill()
    return {"docxtpl": (time.perf_counter() - start) * 1e6 / RUNS}


def lines(command, **options):
    run = subprocess.run(command, capture_output=True, text=True, check=True, **options)
    return {name: float(time) for name, time in (line.split("\t") for line in run.stdout.splitlines())}


def node(folder, values, modules):
    script = modules / "shenbao-compare.cjs"
    script.write_text(NODE)
    found = lines(["node", str(script), str(folder), str(RUNS)])
    script.unlink()
    check("docxtemplater", (folder / "docxtemplater.docx").read_bytes(), values)
    return found


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--node", type=pathlib.Path, help="where docxtemplater and pizzip are installed")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        values = templates(folder)
        print(f"{len(values)} tags")
        subprocess.run(["cargo", "build", "--release", "--quiet", "--bin", "fillers"], cwd=HERE, check=True)
        ways = [lambda: lines([str(HERE / "target/release/fillers"), str(folder)])]
        try:
            import docxtpl as _

            ways.append(lambda: docxtpl(folder, values))
        except ImportError:
            print("skipped: docxtpl is not in this Python")
        if arguments.node:
            ways.append(lambda: node(folder, values, arguments.node.resolve()))
        else:
            print("skipped: docxtemplater, without --node")
        rounds = []
        for _ in range(ROUNDS):
            rounds.append({name: time for way in ways for name, time in way().items()})
    for name in rounds[0]:
        times = [one[name] for one in rounds]
        ratios = [one[name] / one[OURS] for one in rounds]
        print(f"{name:36} {statistics.median(times):10.1f} µs {statistics.median(ratios):8.2f}")


if __name__ == "__main__":
    main()
