/** The simulated server's sensors, as `sdrcomp` and `ipmi_sim` want them. */

interface LabSensor {
  readonly number: number
  readonly name: string
  readonly type: string
  readonly typeNumber: number
  readonly entity: string
  readonly instance: number
  /** `null`: states of a power supply. */
  readonly unit: 'degrees_C' | 'RPM' | 'Volts' | 'Watts' | null
  readonly m?: number
  readonly resultExponent?: number
  /** Raw: fatal, critical, warning above; fatal, critical, warning below. */
  readonly thresholds?: readonly [number, number, number, number, number, number]
  readonly raw: number
}

export const LAB_SENSORS: readonly LabSensor[] = [
  {
    number: 1,
    name: 'Inlet Temp',
    type: 'Temperature',
    typeNumber: 1,
    entity: 'system_board',
    instance: 1,
    unit: 'degrees_C',
    thresholds: [50, 45, 40, 0, 0, 0],
    raw: 24,
  },
  {
    number: 2,
    name: 'Fan 1',
    type: 'Fan',
    typeNumber: 4,
    entity: 'fan_cooling_device',
    instance: 1,
    unit: 'RPM',
    m: 70,
    thresholds: [0, 0, 0, 5, 10, 15],
    raw: 60,
  },
  {
    number: 3,
    name: 'Board 12V',
    type: 'Voltage',
    typeNumber: 2,
    entity: 'system_board',
    instance: 1,
    unit: 'Volts',
    resultExponent: -1,
    thresholds: [134, 132, 130, 106, 108, 110],
    raw: 121,
  },
  {
    number: 4,
    name: 'PSU1 Pin',
    type: 'Power_Supply',
    typeNumber: 8,
    entity: 'power_supply',
    instance: 1,
    unit: 'Watts',
    m: 4,
    raw: 55,
  },
  {
    number: 5,
    name: 'PSU1 Status',
    type: 'Power_Supply',
    typeNumber: 8,
    entity: 'power_supply',
    instance: 1,
    unit: null,
    raw: 0,
  },
  {
    number: 6,
    name: 'PSU2 Status',
    type: 'Power_Supply',
    typeNumber: 8,
    entity: 'power_supply',
    instance: 2,
    unit: null,
    raw: 0,
  },
]

const isDiscrete = ({ unit }: LabSensor): boolean => unit === null

/** Commands that give the simulated BMC these sensors; readings are files in `folder`. */
export const emulatorCommands = (folder: string): string => {
  const sensors = LAB_SENSORS.flatMap((sensor) => {
    const { number, typeNumber, thresholds } = sensor
    if (isDiscrete(sensor))
      return [
        `sensor_add 0x20 0 ${number} ${typeNumber} 0x6f`,
        `sensor_set_bit 0x20 0 ${number} 0 1 0`,
        `sensor_set_event_support 0x20 0 ${number} enable scanning per-state ${'000000000001111 '.repeat(4)}`,
      ]
    const masks = thresholds === undefined ? '000000000000000' : '000111111111111'
    return [
      `sensor_add 0x20 0 ${number} ${typeNumber} 1 poll 200 file "${folder}/${number}"`,
      ...(thresholds === undefined
        ? []
        : [`sensor_set_threshold 0x20 0 ${number} settable ${readable(thresholds)} ${thresholds.join(' ')}`]),
      `sensor_set_event_support 0x20 0 ${number} enable scanning per-state ${`${masks} `.repeat(4)}`,
    ]
  })
  return [
    'mc_setbmc 0x20',
    'mc_add 0x20 0 no-device-sdrs 0x23 9 8 0x9f 0x1291 0xf02 persist_sdr',
    ...sensors,
    'mc_enable 0x20',
    '',
  ].join('\n')
}

const readable = (thresholds: readonly number[]): string => thresholds.map((value) => (value === 0 ? '0' : '1')).join('')

/** Source of the sensor data records. */
export const recordSource = (): string =>
  LAB_SENSORS.map((sensor) =>
    [
      'sdr type 1',
      'sensor_owner_id 0x20',
      'sensor_owner_lun 0',
      'channel_number 0',
      `sensor_number ${sensor.number}`,
      `entity_id ${sensor.entity}`,
      `entity_instance ${sensor.instance}`,
      `sensor_type ${sensor.type}`,
      'default_sensor_scan_on true',
      `event_reading_type_code ${isDiscrete(sensor) ? '0x6f' : '1'}`,
      `analog_data_format ${isDiscrete(sensor) ? '3' : 'unsigned'}`,
      'rate_unit none',
      'modifier_unit none',
      'percentage false',
      `base_unit ${sensor.unit ?? 'unspecified'}`,
      'linearization linear',
      `m ${sensor.m ?? 1}`,
      'b 0',
      `r_exp ${sensor.resultExponent ?? 0}`,
      'b_exp 0',
      'sensor_direction input',
      'sensor_maximum 255',
      'sensor_minimum 0',
      `id_string "${sensor.name}"`,
      'endsdr',
      '',
    ].join('\n'),
  ).join('\n')
