import type { Benchmark } from './figure'

export const evacuation: Benchmark = () => Promise.resolve([])
