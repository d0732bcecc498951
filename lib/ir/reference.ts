/** The language reference of the ops, Markdown, from the op table. */
import { effectsText } from "./effects.ts";
import { ATTRS, type AttrKind, OPS, type OpDef } from "./ops.ts";

const FAMILIES: readonly (readonly [OpDef["family"], string])[] = [
	["py", "Python-level ops"],
	["core", "Core ops"],
];

/** One section for each family, one entry for each op, and the notation of attributes. */
export function opsReference(): string {
	const parts = [
		"# Ops\n\nMade from the op table by `ir-opt --help-ops`. The notation around them is in [ir.md](ir.md).\n",
	];
	for (const [family, title] of FAMILIES) {
		parts.push(`## ${title}\n`);
		for (const [name, def] of Object.entries<OpDef>(OPS))
			if (def.family === family) parts.push(entry(name, def));
	}
	parts.push("## Attributes\n");
	const rows = Object.entries(ATTRS).map(
		([kind, how]) => `- *${kind}*: ${how}`,
	);
	return `${parts.join("\n")}\n${rows.join("\n")}\n`;
}

function entry(name: string, def: OpDef): string {
	return `### \`${name}\`\n\n    ${syntax(name, def)}\n\n${sentence(def.doc)}\nEffects: ${effectsOf(def)}.${def.commutes ? " Commutes." : ""}\n`;
}

function effectsOf({ effects }: OpDef): string {
	const isQuiet = effects.arbitrary && !effects.raises;
	return `${effectsText(effects)}${isQuiet ? ", raises nothing" : ""}`;
}

function sentence(doc: string): string {
	return `${doc[0]?.toUpperCase()}${doc.slice(1)}.  `;
}

/** Results, attributes in italics' stead by kind, operands with their types. */
function syntax(name: string, def: OpDef): string {
	const results: string[] = def.results.map((r) => resultText(r));
	if (def.manyResults) results.push(`${def.manyResults} …`);
	const operands: string[] = [...def.operands];
	if (def.rest) operands.push(`${def.rest} …`);
	const attrs = def.attrs
		.filter((a) => a !== "weights")
		.map((a) => attrText(a, def));
	const edges = successorTexts(def);
	const left = results.length > 0 ? `${results.join(", ")} = ` : "";
	const tail = def.attrs.includes("weights") ? " [weights]" : "";
	const right = [...operands, ...edges].join(", ");
	const isCall = name === "call" || name === "call_indirect";
	const args = isCall
		? `${def.operands.map((o) => ` ${o}`).join("")}(any …)`
		: right && ` ${right}`;
	return `${left}${[name, ...attrs].join(" ")}${args}${tail}`;
}

function resultText(r: string): string {
	switch (r) {
		case "same":
			return "(type of operand 1)";
		case "literal":
		case "type":
			return "(that type)";
		case "field":
			return "(type of the field)";
		case "callee":
			return "(result of the callee)";
		default:
			return r;
	}
}

function attrText(kind: AttrKind, def: OpDef): string {
	if (kind === "flag") return `[${def.keyword}]`;
	return kind === "kwnames" ? "[kw N]" : `<${kind}>`;
}

function successorTexts(def: OpDef): string[] {
	if (def.successors === undefined || def.successors === 0) return [];
	if (def.successors === "many") return ["^default", "^case …"];
	return Array.from(
		{ length: def.successors },
		(_, i) => `^block${def.successors === 1 ? "" : i + 1}`,
	);
}
