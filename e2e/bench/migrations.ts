import type { Benchmark } from './figure'

export const migrations: Benchmark = () => Promise.resolve([])
