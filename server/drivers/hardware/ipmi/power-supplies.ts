import type { PowerSupply } from '../../../domain/inventory'
import type { SensorRecord } from './sensor-record'

const POWER_SUPPLY_SENSOR = 0x08
const POWER_SUPPLY_ENTITY = 0x0a
const STATES_OF_TYPE = 0x6f

/** States of sensor type 08h (IPMI 2.0, table 42-3). */
const PRESENT = 1 << 0
const PREDICTIVE_FAILURE = 1 << 2
const INPUT_LOST = 1 << 3
const INPUT_LOST_OR_OUT_OF_RANGE = 1 << 4
const INACTIVE = 1 << 7
/** Says nothing against the input. */
const HARMLESS = PRESENT | PREDICTIVE_FAILURE | INACTIVE

export const isPowerSupplySensor = ({ sensorType, readingType }: SensorRecord): boolean =>
  sensorType === POWER_SUPPLY_SENSOR && readingType === STATES_OF_TYPE

/** States of one sensor; null: it does not read at the moment. */
export interface SupplyStates {
  readonly record: SensorRecord
  readonly states: number | null
}

/** An analogue sensor of a power supply, in watts. */
export interface SupplyWatts {
  readonly record: SensorRecord
  readonly watts: number | null
}

/**
 * `null`: the bay is empty. A state that the specification does not know makes it unknown; so do a failure and an input that is there
 * but out of range: nobody knows then whether power comes in.
 */
const inputFrom = (states: number | null): PowerSupply['input'] | null => {
  if (states === null) return 'unknown'
  if (states === 0) return null
  if ((states & (INPUT_LOST | INPUT_LOST_OR_OUT_OF_RANGE)) !== 0) return 'lost'
  return (states & PRESENT) !== 0 && (states & ~HARMLESS) === 0 ? 'ok' : 'unknown'
}

/** Two sensors of one power supply share its entity; where the entity is another one, each sensor stands for itself. */
const keyOf = ({ entityId, entityInstance, number, lun, ownerId }: SensorRecord): string =>
  entityId === POWER_SUPPLY_ENTITY ? `entity ${entityInstance}` : `sensor ${ownerId}.${lun}.${number}`

const worst = (inputs: readonly PowerSupply['input'][]): PowerSupply['input'] =>
  inputs.includes('lost') ? 'lost' : inputs.includes('unknown') ? 'unknown' : 'ok'

const INPUT = /\b(?:in|input|pin)\b|p_?in\b|input/i

const wattsOf = (key: string, watts: readonly SupplyWatts[]): number | null =>
  watts.find(({ record, watts: told }) => keyOf(record) === key && told !== null && INPUT.test(record.name))?.watts ?? null

/** Null: no sensor speaks of power supplies. */
export const powerSuppliesFrom = (
  sensors: readonly SupplyStates[],
  watts: readonly SupplyWatts[],
): readonly PowerSupply[] | null => {
  if (sensors.length === 0) return null
  const byKey = new Map<string, SupplyStates[]>()
  for (const sensor of sensors) {
    const key = keyOf(sensor.record)
    byKey.set(key, [...(byKey.get(key) ?? []), sensor])
  }
  const found = [...byKey].flatMap(([key, own]): PowerSupply[] => {
    const inputs = own.flatMap(({ states }) => inputFrom(states) ?? [])
    const [first] = own
    return inputs.length === 0 || first === undefined
      ? []
      : [{ name: first.record.name, input: worst(inputs), inputWatts: wattsOf(key, watts) }]
  })
  return found
}
