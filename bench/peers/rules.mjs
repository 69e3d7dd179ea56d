// The table of Art 7(1) of EU 261 in rule engines. Cases come as JSON, times and amounts go to standard output.
import { readFileSync } from "node:fs";

const [engineName, file] = process.argv.slice(2);
const cases = JSON.parse(readFileSync(file, "utf8"));

// Kilometres over and up to, within the Union, minutes late from and below, amount.
const FAR = 1e6;
const EVER = 1e9;
const bands = [
  { km: [-1, 1500], late: [180, EVER], amount: 250 },
  { km: [1500, FAR], intra: true, late: [180, EVER], amount: 400 },
  { km: [1500, 3500], intra: false, late: [180, EVER], amount: 400 },
  { km: [3500, FAR], intra: false, late: [180, 240], amount: 300 },
  { km: [3500, FAR], intra: false, late: [240, EVER], amount: 600 },
];

async function jsonRulesEngine() {
  const { Engine } = await import("json-rules-engine");
  const engine = new Engine();
  for (const { km, intra, late, amount } of bands) {
    const all = [
      { fact: "event", operator: "equal", value: "delay" },
      { fact: "extraordinary", operator: "equal", value: false },
      { fact: "delay", operator: "greaterThanInclusive", value: late[0] },
      { fact: "delay", operator: "lessThan", value: late[1] },
      { fact: "km", operator: "greaterThan", value: km[0] },
      { fact: "km", operator: "lessThanInclusive", value: km[1] },
    ];
    if (intra !== undefined) all.push({ fact: "intra", operator: "equal", value: intra });
    engine.addRule({ conditions: { all }, event: { type: "pay", params: { amount } } });
  }
  return async (facts) => (await engine.run(facts)).events[0]?.params.amount ?? 0;
}

async function zenEngine() {
  const { ZenEngine } = await import("@gorules/zen-engine");
  const inputs = ["event", "delay", "extraordinary", "km", "intra"].map((field) => ({ id: field, name: field, field }));
  const rules = bands.map(({ km, intra, late, amount }, nth) => ({
    _id: `r${nth}`,
    event: '"delay"',
    delay: `[${late[0]}..${late[1]})`,
    extraordinary: "false",
    km: `(${km[0]}..${km[1]}]`,
    intra: intra === undefined ? "" : `${intra}`,
    amount: `${amount}`,
  }));
  const outputs = [{ id: "amount", name: "amount", field: "amount" }];
  const content = { hitPolicy: "first", inputs, outputs, rules };
  const position = { x: 0, y: 0 };
  const graph = {
    contentType: "application/vnd.gorules.decision",
    nodes: [
      { id: "in", type: "inputNode", name: "in", position },
      { id: "table", type: "decisionTableNode", name: "table", content, position },
      { id: "out", type: "outputNode", name: "out", position },
    ],
    edges: [
      { id: "e1", type: "edge", sourceId: "in", targetId: "table" },
      { id: "e2", type: "edge", sourceId: "table", targetId: "out" },
    ],
  };
  const decision = new ZenEngine().createDecision(Buffer.from(JSON.stringify(graph)));
  return async (facts) => (await decision.evaluate(facts)).result?.amount ?? 0;
}

const decide = await (engineName === "zen-engine" ? zenEngine() : jsonRulesEngine());
// Warm, as a server would be.
for (const facts of cases.slice(0, 200)) await decide(facts);
const nanos = [];
const answers = [];
for (const facts of cases) {
  const start = process.hrtime.bigint();
  const amount = await decide(facts);
  nanos.push(Number(process.hrtime.bigint() - start));
  answers.push(amount);
}
process.stdout.write(JSON.stringify({ nanos, answers }));
