import type { Benchmark } from './figure'

export const shedding: Benchmark = () => Promise.resolve([])
