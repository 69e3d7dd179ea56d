"""A meal voucher on A4 with fpdf2: what it says comes as JSON, times and sizes go to standard output."""

import json
import sys
import time

import segno
from fpdf import FPDF

told = json.load(open(sys.argv[1]))


def voucher(it):
    pdf = FPDF(format="A4", unit="mm")
    pdf.set_auto_page_break(False)
    pdf.add_font("noto", "", told["regular"])
    pdf.add_font("noto", "B", told["bold"])
    pdf.set_text_shaping(True)
    pdf.add_page()
    for x, y, size, bold, text in it["texts"]:
        pdf.set_font("noto", "B" if bold else "", size)
        pdf.set_xy(x, y)
        pdf.multi_cell(110, size * 0.45, text, align="L")
    rows = segno.make(it["qr"], error="m", micro=False).matrix
    side = 50 / len(rows)
    for row, cells in enumerate(rows):
        for column, dark in enumerate(cells):
            if dark:
                pdf.rect(140 + column * side, 20 + row * side, side, side, style="F")
    return bytes(pdf.output())


voucher(told["vouchers"][0])
nanos, answers = [], []
for it in told["vouchers"]:
    start = time.perf_counter_ns()
    pdf = voucher(it)
    nanos.append(time.perf_counter_ns() - start)
    answers.append(len(pdf))
print(json.dumps({"nanos": nanos, "answers": answers}))
