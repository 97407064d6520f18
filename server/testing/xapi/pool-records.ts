/** Records of a made pool, whole as the API tells them, with the fields that tests care about given by them. */
export type Fields = Readonly<Record<string, unknown>>
export type PoolRecords = Record<string, Record<string, Record<string, unknown>>>

export const NO_OBJECT = 'OpaqueRef:NULL'
export const GIB = 1024 ** 3
export const BOOT_TIME = '1795000000.'

export const reference = (name: string): string => `OpaqueRef:${name}`

/** A UUID that says what it stands for: tests read better. */
export const uuid = (name: string): string => {
  const hex = [...name].map((letter) => letter.charCodeAt(0).toString(16).padStart(2, '0')).join('')
  return `${hex
    .padEnd(32, '0')
    .slice(0, 32)
    .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')}`
}

const SAMPLE_FEATURES = '1fcbfbff-80f83203-2c100800-00000121'

const hostRecord = (name: string, fields: Fields = {}): Record<string, unknown> => ({
  uuid: uuid(name),
  name_label: name,
  enabled: true,
  software_version: { product_brand: 'XCP-ng', product_version: '8.3.0', xapi: '24.19' },
  other_config: { boot_time: BOOT_TIME, agent_start_time: '1795000060.' },
  cpu_info: {
    cpu_count: '16',
    socket_count: '2',
    vendor: 'GenuineIntel',
    modelname: 'Intel(R) Xeon(R) Silver 4110 CPU @ 2.10GHz',
    features_hvm: SAMPLE_FEATURES,
    features_pv: '00000001',
  },
  current_operations: {},
  resident_VMs: [reference(`dom0-${name}`)],
  metrics: reference(`metrics-${name}`),
  memory_overhead: GIB,
  power_on_mode: '',
  address: `10.0.0.${name.replaceAll(/\D/g, '') || '9'}`,
  ...fields,
})

export const vmRecord = (name: string, fields: Fields = {}): Record<string, unknown> => ({
  uuid: uuid(name),
  name_label: name,
  power_state: 'Running',
  is_a_template: false,
  is_a_snapshot: false,
  is_control_domain: false,
  resident_on: NO_OBJECT,
  current_operations: {},
  blocked_operations: {},
  memory_dynamic_max: 2 * GIB,
  memory_overhead: 20 * 1024 ** 2,
  VCPUs_at_startup: 2,
  VBDs: [],
  VIFs: [],
  VGPUs: [],
  VUSBs: [],
  attached_PCIs: [],
  PCI_bus: '',
  other_config: {},
  last_boot_CPU_flags: { vendor: 'GenuineIntel', features: SAMPLE_FEATURES },
  ha_restart_priority: '',
  tags: [],
  metrics: reference(`metrics-${name}`),
  guest_metrics: reference(`guest-${name}`),
  HVM_boot_policy: 'BIOS order',
  ...fields,
})

const dom0 = (host: string): Record<string, unknown> =>
  vmRecord(`Control domain on host: ${host}`, {
    uuid: uuid(`dom0-${host}`),
    is_control_domain: true,
    resident_on: reference(host),
    metrics: reference(`metrics-dom0-${host}`),
    guest_metrics: NO_OBJECT,
  })

const storage = (name: string, fields: Fields) => ({
  uuid: uuid(name),
  name_label: name,
  type: 'nfs',
  shared: true,
  is_tools_sr: false,
  physical_size: 1000 * GIB,
  physical_utilisation: 400 * GIB,
  ...fields,
})

/**
 * Two hosts with shared storage and a VLAN. web and db run on xen1, cache on xen2; mail is off, old is suspended. There are
 * a template, a snapshot and the hosts' own domains besides.
 */
export const smallPool = (): PoolRecords => {
  const hosts = ['xen1', 'xen2']
  const vms = ['web', 'db', 'cache', 'mail', 'old']
  const home: Readonly<Record<string, string>> = { web: 'xen1', db: 'xen1', cache: 'xen2' }
  const states: Readonly<Record<string, string>> = { mail: 'Halted', old: 'Suspended' }
  const perHost = (make: (host: string) => [string, Record<string, unknown>][]) => Object.fromEntries(hosts.flatMap(make))
  const perVm = (make: (vm: string, index: number) => [string, Record<string, unknown>][]) =>
    Object.fromEntries(vms.flatMap(make))
  return {
    pool: {
      [reference('pool')]: {
        uuid: uuid('pool'),
        name_label: 'Row 1',
        master: reference('xen1'),
        ha_enabled: false,
        other_config: {},
        cpu_info: { vendor: 'GenuineIntel', cpu_count: '32', features_hvm_host: SAMPLE_FEATURES },
      },
    },
    host: perHost((host) => [
      [
        reference(host),
        hostRecord(host, {
          resident_VMs: [`dom0-${host}`, ...vms.filter((vm) => home[vm] === host)].map(reference),
        }),
      ],
    ]),
    host_metrics: perHost((host) => [[reference(`metrics-${host}`), { live: true, memory_total: 64 * GIB }]]),
    VM: {
      ...perHost((host) => [[reference(`dom0-${host}`), dom0(host)]]),
      ...perVm((vm) => {
        const power_state = states[vm] ?? 'Running'
        const on = power_state === 'Running'
        const resident_on = home[vm] === undefined ? NO_OBJECT : reference(home[vm])
        const guest_metrics = on ? reference(`guest-${vm}`) : NO_OBJECT
        const devices = { VBDs: [reference(`vbd-${vm}`), reference(`cd-${vm}`)], VIFs: [reference(`vif-${vm}`)] }
        return [[reference(vm), vmRecord(vm, { power_state, resident_on, guest_metrics, ...devices })]]
      }),
      [reference('template')]: vmRecord('template', { is_a_template: true, power_state: 'Halted', VBDs: [], VIFs: [] }),
      [reference('snapshot')]: vmRecord('snapshot', { is_a_template: true, is_a_snapshot: true, power_state: 'Halted' }),
    },
    VM_metrics: {
      ...perHost((host) => [[reference(`metrics-dom0-${host}`), { memory_actual: 4 * GIB, current_domain_type: 'pv' }]]),
      ...perVm((vm) => [[reference(`metrics-${vm}`), { memory_actual: 2 * GIB, current_domain_type: 'hvm' }]]),
    },
    VM_guest_metrics: perVm((vm) =>
      states[vm] === undefined
        ? [
            [
              reference(`guest-${vm}`),
              { PV_drivers_version: { major: '8', minor: '2' }, PV_drivers_detected: true, other: { 'feature-shutdown': '1' } },
            ],
          ]
        : [],
    ),
    VBD: perVm((vm) => [
      [reference(`vbd-${vm}`), { VM: reference(vm), VDI: reference(`vdi-${vm}`), type: 'Disk', userdevice: '0', empty: false }],
      [reference(`cd-${vm}`), { VM: reference(vm), VDI: NO_OBJECT, type: 'CD', userdevice: '3', empty: true }],
    ]),
    VDI: perVm((vm) => [[reference(`vdi-${vm}`), { SR: reference('shared'), virtual_size: 40 * GIB }]]),
    SR: {
      [reference('shared')]: storage('shared', {}),
      [reference('local')]: storage('local', { type: 'ext', shared: false }),
      [reference('isos')]: storage('isos', { type: 'iso', shared: false, physical_size: -1 }),
      [reference('drives')]: storage('drives', { type: 'udev', shared: false }),
      [reference('tools')]: storage('tools', { type: 'iso', is_tools_sr: true }),
    },
    PBD: {
      ...perHost((host) => [
        [reference(`pbd-${host}`), { host: reference(host), SR: reference('shared'), currently_attached: true }],
      ]),
      [reference('pbd-local')]: { host: reference('xen1'), SR: reference('local'), currently_attached: true },
      [reference('pbd-isos')]: { host: reference('xen2'), SR: reference('isos'), currently_attached: false },
    },
    VIF: perVm((vm, index) => [
      [reference(`vif-${vm}`), { VM: reference(vm), network: reference('vlan20'), MAC: `52:54:00:AA:00:0${index}` }],
    ]),
    network: {
      [reference('management')]: { uuid: uuid('management'), name_label: 'Pool-wide network associated with eth0' },
      [reference('vlan20')]: { uuid: uuid('vlan20'), name_label: 'VLAN 20' },
      [reference('inside')]: { uuid: uuid('inside'), name_label: 'Host internal' },
    },
    PIF: perHost((host) => [
      [
        reference(`eth0-${host}`),
        { host: reference(host), network: reference('management'), VLAN: -1, currently_attached: true },
      ],
      [
        reference(`vlan20-${host}`),
        { host: reference(host), network: reference('vlan20'), VLAN: '20', currently_attached: true },
      ],
    ]),
  }
}
