import type { DeviceValue } from '../text-value'

/** What an agent answered, by OID with the instance; null: it lacks the object. */
export type SnmpAnswers = ReadonlyMap<string, DeviceValue>
