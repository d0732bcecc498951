/** Medians, geometric means and tables of text. */

/** The median; NaN for an empty list. */
export function median(values: readonly number[]): number {
	const sorted = [...values].sort((a, b) => a - b);
	const mid = sorted.length >> 1;
	const upper = sorted[mid] ?? Number.NaN;
	return sorted.length % 2 === 1
		? upper
		: ((sorted[mid - 1] ?? Number.NaN) + upper) / 2;
}

/** The geometric mean of positive numbers; NaN for an empty list. */
export function geometricMean(values: readonly number[]): number {
	const logs = values.reduce((sum, v) => sum + Math.log(v), 0);
	return Math.exp(logs / values.length);
}

/** A ratio as `1.23x`; `-` when there is none. */
export function ratioText(ratio: number | undefined): string {
	return ratio === undefined || !Number.isFinite(ratio)
		? "-"
		: `${ratio.toFixed(2)}x`;
}

/** Seconds in the unit that suits them; `-` when there are none. */
export function secondsText(seconds: number | undefined): string {
	if (seconds === undefined || !Number.isFinite(seconds)) return "-";
	return seconds >= 1
		? `${seconds.toFixed(2)} s`
		: `${(seconds * 1000).toFixed(1)} ms`;
}

/** One line of a table: the first column is set left, the others right, under the given widths. */
export function tableLine(
	cells: readonly string[],
	widths: readonly number[],
): string {
	return cells
		.map((cell, i) =>
			i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0),
		)
		.join("  ")
		.trimEnd();
}
