import { z } from 'zod'

/** The UPS-MIB as our snmpd serves it: enough for any client to take it for a UPS. */
const valueSchema = z.object({
  type: z.enum(['integer', 'gauge', 'counter', 'string', 'objectid', 'timeticks']),
  value: z.union([z.number(), z.string()]).optional(),
  /** In place of a value: the whole seconds since this instant (epoch ms). */
  secondsSince: z.number().optional(),
  /** Takes writes; of a list these values only. */
  writable: z.union([z.literal(true), z.array(z.union([z.number(), z.string()]))]).optional(),
  /** What else the device shows once a value was written: the value, and objects with theirs. */
  then: z.record(z.string(), z.record(z.string(), z.number())).optional(),
})
export type ServedValue = Readonly<z.infer<typeof valueSchema>>

export const servedSchema = z.record(z.string(), valueSchema)
export type ServedValues = Readonly<Record<string, ServedValue>>

const integer = (value: number): ServedValue => ({ type: 'integer', value })
const text = (value: string): ServedValue => ({ type: 'string', value })
const mib = '1.3.6.1.2.1.33.1'

export const OIDS = {
  batteryStatus: `${mib}.2.1.0`,
  secondsOnBattery: `${mib}.2.2.0`,
  minutesRemaining: `${mib}.2.3.0`,
  chargeRemaining: `${mib}.2.4.0`,
  inputVoltage: `${mib}.3.3.1.3.1`,
  outputSource: `${mib}.4.1.0`,
  outputPower: `${mib}.4.4.1.4.1`,
  percentLoad: `${mib}.4.4.1.5.1`,
  alarmsPresent: `${mib}.6.1.0`,
  testResult: `${mib}.7.3.0`,
} as const

export const onMains = (): ServedValues => ({
  [`${mib}.1.1.0`]: text('Ridethrough Lab'),
  [`${mib}.1.2.0`]: text('Lab UPS 3000'),
  [`${mib}.1.3.0`]: text('1.0'),
  [`${mib}.1.4.0`]: text('snmpd'),
  [`${mib}.1.5.0`]: text('lab-ups'),
  [OIDS.batteryStatus]: integer(2),
  [OIDS.secondsOnBattery]: integer(0),
  [OIDS.minutesRemaining]: integer(30),
  [OIDS.chargeRemaining]: integer(100),
  [`${mib}.2.5.0`]: integer(546),
  [`${mib}.2.6.0`]: integer(0),
  [`${mib}.2.7.0`]: integer(24),
  [`${mib}.3.1.0`]: { type: 'counter', value: 0 },
  [`${mib}.3.2.0`]: integer(1),
  [`${mib}.3.3.1.1.1`]: integer(1),
  [`${mib}.3.3.1.2.1`]: integer(500),
  [OIDS.inputVoltage]: integer(231),
  [OIDS.outputSource]: integer(3),
  [`${mib}.4.2.0`]: integer(500),
  [`${mib}.4.3.0`]: integer(1),
  [`${mib}.4.4.1.1.1`]: integer(1),
  [`${mib}.4.4.1.2.1`]: integer(230),
  [`${mib}.4.4.1.3.1`]: integer(52),
  [OIDS.outputPower]: integer(1_200),
  [OIDS.percentLoad]: integer(40),
  [OIDS.alarmsPresent]: { type: 'gauge', value: 0 },
  [`${mib}.7.1.0`]: { type: 'objectid', value: `.${mib}.7.7.1` },
  [OIDS.testResult]: integer(6),
  [`${mib}.8.2.0`]: integer(-1),
  [`${mib}.9.5.0`]: integer(3_000),
  [`${mib}.9.6.0`]: integer(2_700),
  [`${mib}.9.7.0`]: integer(2),
})

/** The alarm table with these well-known alarms standing, and their count. */
export const alarms = (numbers: readonly number[]): ServedValues => {
  const rows = numbers.flatMap((number, index): [string, ServedValue][] => [
    [`${mib}.6.2.1.1.${index + 1}`, integer(index + 1)],
    [`${mib}.6.2.1.2.${index + 1}`, { type: 'objectid', value: `.${mib}.6.3.${number}` }],
    [`${mib}.6.2.1.3.${index + 1}`, { type: 'timeticks', value: 100 }],
  ])
  return Object.fromEntries<ServedValue>([[OIDS.alarmsPresent, { type: 'gauge', value: numbers.length }], ...rows])
}

export const withoutAlarms = (values: ServedValues): ServedValues =>
  Object.fromEntries<ServedValue>(Object.entries(values).filter(([oid]) => !oid.startsWith(`${mib}.6.2.`)))

export const onBattery = (sinceMs: number): ServedValues => ({
  ...onMains(),
  [OIDS.outputSource]: integer(5),
  [OIDS.secondsOnBattery]: { type: 'integer', secondsSince: sinceMs },
  [OIDS.inputVoltage]: integer(0),
  [`${mib}.3.3.1.2.1`]: integer(0),
  [OIDS.chargeRemaining]: integer(93),
  [OIDS.minutesRemaining]: integer(27),
  ...alarms([2]),
})

export const lowBattery = (sinceMs: number): ServedValues => ({
  ...onBattery(sinceMs),
  [OIDS.batteryStatus]: integer(3),
  [OIDS.chargeRemaining]: integer(8),
  [OIDS.minutesRemaining]: integer(2),
  ...alarms([2, 3]),
})
