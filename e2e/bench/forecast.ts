import type { Benchmark } from './figure'

export const forecast: Benchmark = () => Promise.resolve([])
