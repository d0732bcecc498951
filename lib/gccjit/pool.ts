/** Worker processes to share: as many compilations at once, each with a worker to itself. */
import { Worker } from "./worker.ts";

export class WorkerPool {
	readonly #size: number;
	readonly #make: () => Worker;
	readonly #workers: Worker[] = [];
	readonly #idle: Worker[] = [];
	readonly #waiting: ((worker: Worker) => void)[] = [];

	/** Starts one worker at once, the others, up to `size`, when they are first needed. */
	constructor(size: number, make: () => Worker = () => new Worker()) {
		this.#size = Math.max(1, size);
		this.#make = make;
		this.#idle.push(this.#add());
	}

	/** Calls `use` with a worker that nobody else has, when there is one; first come, first served. */
	async lend<T>(use: (worker: Worker) => Promise<T>): Promise<T> {
		const worker = await this.#take();
		try {
			return await use(worker);
		} finally {
			const next = this.#waiting.shift();
			if (next) next(worker);
			else this.#idle.push(worker);
		}
	}

	close(): void {
		for (const w of this.#workers) w.close();
	}

	#add(): Worker {
		const worker = this.#make();
		this.#workers.push(worker);
		return worker;
	}

	#take(): Worker | Promise<Worker> {
		const idle = this.#idle.pop();
		if (idle) return idle;
		if (this.#workers.length < this.#size) return this.#add();
		return new Promise((resolve) => this.#waiting.push(resolve));
	}
}
