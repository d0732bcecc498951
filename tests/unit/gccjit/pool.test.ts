/** Workers are lent one at a time, no more are started than needed, and those who wait are served in their order. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { WorkerPool } from "../../../lib/gccjit/pool.ts";
import type { Worker } from "../../../lib/gccjit/worker.ts";

interface Fake {
	readonly id: number;
	closed: boolean;
}

function fakePool(size: number): { pool: WorkerPool; made: Fake[] } {
	const made: Fake[] = [];
	const make = (): Worker => {
		const fake = { id: made.length, closed: false, close: () => undefined };
		fake.close = () => {
			fake.closed = true;
			return undefined;
		};
		made.push(fake);
		return fake as unknown as Worker;
	};
	return { pool: new WorkerPool(size, make), made };
}

const idOf = (w: Worker): number => (w as unknown as Fake).id;

test("one request after the other needs one worker", async () => {
	const { pool, made } = fakePool(2);
	for (let i = 0; i < 3; i++)
		assert.is(await pool.lend(async (w) => idOf(w)), 0);
	assert.is(made.length, 1);
});

test("requests at once get workers of their own, up to the size; the others wait in order", async () => {
	const { pool, made } = fakePool(2);
	const log: string[] = [];
	const finish: (() => void)[] = [];
	const job = (name: string): Promise<void> =>
		pool.lend(async (w) => {
			log.push(`${name} on ${idOf(w)}`);
			await new Promise<void>((resolve) => finish.push(resolve));
		});
	const jobs = ["a", "b", "c", "d"].map(job);
	await new Promise((resolve) => setImmediate(resolve));
	assert.equal(log, ["a on 0", "b on 1"]);
	finish[1]?.();
	await jobs[1];
	await new Promise((resolve) => setImmediate(resolve));
	assert.equal(log.slice(2), ["c on 1"]);
	finish[0]?.();
	finish[2]?.();
	await Promise.all([jobs[0], jobs[2]]);
	await new Promise((resolve) => setImmediate(resolve));
	finish[3]?.();
	await Promise.all(jobs);
	assert.is(made.length, 2);
	pool.close();
	assert.ok(made.every((w) => w.closed));
});

test("a worker comes back from a request that failed", async () => {
	const { pool } = fakePool(1);
	const failed = pool.lend(async () => {
		throw new Error("no");
	});
	const after = pool.lend(async (w) => idOf(w));
	assert.is(await failed.catch((e: Error) => e.message), "no");
	assert.is(await after, 0);
});

test.run();
