/** ISA-101: normal is silent. Each severity has a shape and a word of its own; colour only repeats them. */
export const SEVERITIES = ['normal', 'advisory', 'warning', 'critical', 'maintenance', 'stale'] as const
export type Severity = (typeof SEVERITIES)[number]
