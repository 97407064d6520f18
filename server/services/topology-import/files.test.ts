import { describe, expect, it } from 'vitest'
import { deviceIdSchema, hostIdSchema, powerGroupIdSchema } from '../../domain/ids'
import { formatCsv, parseCsv } from './csv-text'
import { readNutFiles, requiredOf } from './nut-files'
import { readPowerChute } from './powerchute-file'
import { readTopologyCsv, writeTopologyCsv } from './topology-csv'

const cells = (text: string) => parseCsv(text).rows.map((row) => [row.line, ...row.cells.values()])

describe('CSV', () => {
  it.each([
    ['commas', 'kind,name\ndevice,Rack 1\n'],
    ['semicolons, as German spreadsheets write', 'kind;name\r\ndevice;Rack 1\r\n'],
    ['tabs, without a last line break', 'Kind\tNAME\ndevice\tRack 1'],
    ['a byte order mark and blank lines', '\uFEFFkind,name\n\ndevice, Rack 1 \n,\n'],
  ])('is read with %s', (_what, text) => expect(cells(text).map(([, ...rest]) => rest)).toEqual([['device', 'Rack 1']]))

  it('keeps quotes, separators and line breaks in cells, and counts lines', () =>
    expect(cells('a,b\n"x ""y"", z","1\n2"\nq,r\n')).toEqual([
      [2, 'x "y", z', '1\n2'],
      [4, 'q', 'r'],
    ]))

  it('keeps a cell from being run as a formula, and reads it back', () => {
    for (const value of ['=1+1', '@x', '-5', "'=x", 'plain', "it's"]) {
      const text = formatCsv(['a'], [{ a: value }])
      expect(text.split('\r\n')[1]).not.toMatch(/^"?[=@+-]/)
      expect(cells(text)).toEqual([[2, value]])
    }
  })
})

describe('a topology in CSV', () => {
  const device = deviceIdSchema.parse('d1')
  const other = deviceIdSchema.parse('d2')
  const site = {
    devices: [
      { id: device, name: 'Rack | 1', address: { protocol: 'snmp', host: '10.0.0.5', port: 161, family: 'auto' } },
      { id: other, name: 'NAS', address: { protocol: 'nut', host: '10.0.0.6', port: 3493, upsName: 'ups', tls: 'required' } },
    ],
    groups: [{ id: powerGroupIdSchema.parse('g'), name: 'Row 4', deviceIds: [device, other], requiredDevices: 1 }],
    feeds: [
      {
        hostId: hostIdSchema.parse('h'),
        deviceId: device,
        label: 'B',
        outletId: '2',
        hostName: 'esx-01',
        managerName: 'vc',
      },
    ],
    deviceFeeds: [{ deviceId: other, sourceId: device, label: 'B', outletId: '7' }],
  } as const

  it('is read back as it was written', () =>
    expect(readTopologyCsv(writeTopologyCsv(site))).toEqual({
      devices: [
        { line: 2, name: 'Rack | 1', address: site.devices[0].address, secret: null },
        { line: 3, name: 'NAS', address: site.devices[1].address, secret: null },
      ],
      groups: [{ line: 4, name: 'Row 4', deviceNames: ['Rack | 1', 'NAS'], requiredDevices: 1, because: null }],
      feeds: [{ line: 5, hostName: 'esx-01', managerName: 'vc', deviceName: 'Rack | 1', label: 'B', outletId: '2' }],
      deviceFeeds: [{ line: 6, deviceName: 'NAS', sourceName: 'Rack | 1', label: 'B', outletId: '7' }],
      notes: [],
    }))

  it('fills in what is usual, and says line by line what is wrong', () => {
    const head = 'kind,name,protocol,address,port,devices,required,host,label,colour'
    const read = readTopologyCsv(
      [
        head,
        'device,Rack 1,,10.0.0.5,,,,,,red',
        'device,,snmp,10.0.0.5,,,,,,',
        'device,X,snmp,,99999,,,,,',
        'device,Y,telnet,10.0.0.7,,,,,,',
        'group,G,,,,,,,,',
        'group,G,,,,Rack 1,0,,,',
        'feed,,,,,Rack 1,,,A,',
        'feed,,,,,Rack 1,,esx-01,C,',
        'rack,,,,,,,,,',
        'device-feed,,,,,Rack 1,,,A,',
        'device-feed,PDU,,,,,,,A,',
      ].join('\n'),
    )
    expect(read.devices).toMatchObject([{ name: 'Rack 1', address: { protocol: 'snmp', port: 161, family: 'auto' } }])
    expect(read.notes.map(({ line, message }) => [line, message])).toEqual([
      [1, 'There is no column “colour”'],
      [3, 'A UPS needs a name of 1 to 80 characters in “name”'],
      [4, 'The UPS has no usable “address”, “port”'],
      [5, 'The UPS has no usable “protocol”'],
      [6, 'A power group needs UPSs in “devices”, with | between them'],
      [7, '“required” must be a whole number of UPSs, 1 or more'],
      [8, 'A feed needs the name of the host in “host”'],
      [9, '“label” must be A or B'],
      [10, '“kind” must be device, group, feed or device-feed'],
      [11, 'A device-feed needs the name of the PDU or ATS in “name”'],
      [12, 'A feed needs the name of one UPS, PDU or ATS in “devices”'],
    ])
    expect(readTopologyCsv('Rack 1,10.0.0.5\n').notes).toMatchObject([{ outcome: 'refused' }])
  })
})

describe('NUT’s files', () => {
  const upsmon = `# a comment
MONITOR ups@10.0.0.6 1 upsmon "pass # word" primary
MONITOR "ups@[2001:db8::7]:3500" 1 upsmon pass\\"word secondary   # the other one
MONITOR spare@localhost 0 upsmon x slave
MINSUPPLIES 1
SHUTDOWNCMD "/sbin/shutdown -h +0"
NOTIFYFLAG ONBATT SYSLOG+WALL
NOTIFYFLAG ONLINE SYSLOG
`
  it('upsmon.conf becomes UPSs and a group with its minimum', () => {
    const read = readNutFiles(upsmon, { host: 'nut.example', port: 3493 }, 'Room 2')
    expect(read.devices).toMatchObject([
      {
        name: 'ups at 10.0.0.6',
        address: { protocol: 'nut', host: '10.0.0.6', port: 3493, upsName: 'ups' },
        secret: { user: 'upsmon', password: 'pass # word' },
      },
      { name: 'ups at 2001:db8::7', address: { host: '2001:db8::7', port: 3500 }, secret: { password: 'pass"word' } },
      { name: 'spare', address: { host: 'nut.example' } },
    ])
    expect(read.groups).toEqual([
      {
        line: 5,
        name: 'Room 2',
        deviceNames: ['ups at 10.0.0.6', 'ups at 2001:db8::7'],
        requiredDevices: 1,
        because: null,
      },
    ])
    expect(read.notes.map(({ line, outcome }) => [line, outcome])).toEqual([
      [6, 'left-out'],
      [7, 'left-out'],
      [4, 'left-out'],
    ])
  })

  it('K5 say nothing of a line’s values', () => {
    const wrong =
      'MONITOR ups@localhost 1 upsmon very-secret secondary\nMONITOR ups@nas x upsmon very-secret secondary\nMONITOR ups very-secret\n'
    const { notes, devices } = readNutFiles(wrong, null, 'G')
    expect(devices).toEqual([])
    expect(notes).toHaveLength(3)
    expect(JSON.stringify(notes)).not.toContain('very-secret')
  })

  it('without the server, a UPS of snmp-ups is asked directly and others are refused', () => {
    const conf = `maxretry = 3
[rack1]
  driver = snmp-ups
  port = 10.0.0.5:1161
  community = hidden
  snmp_version = v2c
  desc = "Rack one"
[rack2]
  driver = "snmp-ups"
  port = 10.0.0.8
  snmp_version = v3
  secLevel = authPriv
  secName = reader
  authPassword = hidden-auth
  authProtocol = SHA256
  privPassword = hidden-priv
  privProtocol = AES
[old]
  driver = snmp-ups
  port = 10.0.0.9
  snmp_version = v3
  secLevel = authPriv
  secName = reader
[desk]
  driver = usbhid-ups
  port = auto
`
    const direct = readNutFiles(conf, null, 'G')
    expect(direct.devices).toMatchObject([
      {
        name: 'rack1',
        address: { protocol: 'snmp', host: '10.0.0.5', port: 1161 },
        secret: { kind: 'snmp-community', version: '2c', community: 'hidden' },
      },
      {
        name: 'rack2',
        address: { host: '10.0.0.8', port: 161 },
        secret: { kind: 'snmp-user', authProtocol: 'sha256', privProtocol: 'aes' },
      },
    ])
    expect(direct.notes.filter(({ outcome }) => outcome === 'refused').map(({ line }) => line)).toEqual([18, 24])
    expect(JSON.stringify(direct.notes)).not.toContain('hidden')
    const served = readNutFiles(conf, { host: 'nut.example', port: 3493 }, 'G')
    expect(served.devices.map(({ address }) => (address.protocol === 'nut' ? address.upsName : null))).toEqual([
      'rack1',
      'rack2',
      'old',
      'desk',
    ])
    expect(served.groups).toEqual([])
  })

  it('both files in one name each UPS once', () => {
    const both = `[rack1]\ndriver = snmp-ups\nport = 10.0.0.5\nMONITOR rack1@localhost 1 u p primary\nMINSUPPLIES 1\n`
    const read = readNutFiles(both, { host: 'nut.example', port: 3493 }, 'G')
    expect(read.devices).toHaveLength(1)
    expect(read.groups).toMatchObject([{ deviceNames: ['rack1'], requiredDevices: 1 }])
  })

  it.each([
    [[1, 1], 1, 1],
    [[1, 1], 2, 2],
    [[2, 1, 1], 2, 2],
    [[2, 2], 2, 1],
    [[1, 1, 1], 2, 2],
    [[1], 2, null],
  ])('power values %j with MINSUPPLIES %i need %s', (values, minimum, needed) => expect(requiredOf(values, minimum)).toBe(needed))

  it('refuse a MINSUPPLIES that nothing reaches', () =>
    expect(readNutFiles('MONITOR u@h 1 a b secondary\nMINSUPPLIES 3\n', null, 'G')).toMatchObject({
      groups: [],
      notes: [{ line: 2, outcome: 'refused' }],
    }))
})

describe('PowerChute’s pcnsconfig.ini', () => {
  const hosts = ['esx-01.example', 'esx-02.example']
  const redundant = `; PowerChute Network Shutdown
[NetworkManagementCard]
protocol = https
port = 443
username = apc
password = hidden-password
mode = redundant
IP_0 = 10.1.0.11
IP_1 = 10.1.0.12
IP_1_Outlet = 2
turbo = on
[Shutdown]
shutdownCommandFile = x
shutdownCommandFileDuration = 10
[HostDetails]
host_list = esx-01.example, ESX-02.example, esx-99.example
[Mystery]
a = b
no property here
`
  it('becomes UPSs, a group by its mode, and feeds of the hosts that are known', () => {
    const read = readPowerChute(redundant, 'PowerChute', hosts)
    expect(read.devices).toEqual(
      ['10.1.0.11', '10.1.0.12'].map((host, index) => ({
        line: 8 + index,
        name: `UPS ${host}`,
        address: { protocol: 'snmp', host, port: 161, family: 'auto' },
        secret: null,
      })),
    )
    expect(read.groups).toMatchObject([
      {
        name: 'PowerChute',
        deviceNames: ['UPS 10.1.0.11', 'UPS 10.1.0.12'],
        requiredDevices: 1,
        because: 'mode redundant without a number: one UPS may fail',
      },
    ])
    expect(read.feeds.map(({ hostName, deviceName, label, outletId }) => [hostName, deviceName, label, outletId])).toEqual(
      hosts.flatMap((host) => [
        [host, 'UPS 10.1.0.11', 'A', null],
        [host, 'UPS 10.1.0.12', 'B', '2'],
      ]),
    )
  })

  it('K5 tells what was not understood by its key, never by its value', () => {
    const { notes } = readPowerChute(redundant, 'PowerChute', hosts)
    const of = (outcome: string) => notes.filter((note) => note.outcome === outcome).map(({ message }) => message)
    expect(of('not-understood')).toEqual([
      'This line is neither a section nor a property',
      '“turbo” in [networkmanagementcard] was not understood',
      '“a” in [mystery] was not understood',
    ])
    expect(of('left-out').filter((message) => message.startsWith('[shutdown]'))).toHaveLength(1)
    expect(JSON.stringify(notes)).not.toContain('hidden-password')
  })

  it.each([
    ['single', '', 1, 1],
    ['parallel', '', 3, 3],
    ['redundant', '', 3, 2],
    ['redundant', 'numberOfUPSsRequired = 1', 3, 1],
    ['', '', 2, 2],
  ])('mode %s %s with its UPSs needs so many', (mode, more, count, needed) => {
    const ips = Array.from({ length: count }, (_, index) => `IP_${index} = 10.1.0.${index}`)
    const text = ['[NetworkManagementCard]', ...(mode === '' ? [] : [`mode = ${mode}`]), more, ...ips].join('\n')
    expect(readPowerChute(text, 'G', []).groups).toMatchObject([{ requiredDevices: needed }])
  })

  it('an advanced configuration becomes one group for each of its setups', () => {
    const text = `[NetworkManagementCard]
mode = advanced
IP_0 = 10.1.0.11
IP_1 = 10.1.0.12
IP_2 = 10.1.0.13
[advanced_ups_setup_0]
setupName = Left
ups = 10.1.0.11, 10.1.0.12
mode = redundant
hosts = esx-01.example
[advanced_ups_setup_1]
ups = 10.1.0.13
mode = single
`
    const read = readPowerChute(text, 'G', hosts)
    expect(read.groups).toMatchObject([
      { name: 'Left', deviceNames: ['UPS 10.1.0.11', 'UPS 10.1.0.12'], requiredDevices: 1 },
      { name: 'G 1', deviceNames: ['UPS 10.1.0.13'], requiredDevices: 1 },
    ])
    expect(read.feeds.map(({ hostName, deviceName }) => [hostName, deviceName])).toEqual([
      ['esx-01.example', 'UPS 10.1.0.11'],
      ['esx-01.example', 'UPS 10.1.0.12'],
    ])
  })

  it('something else altogether is refused', () =>
    expect(readPowerChute('hello\nworld = 1', 'G', []).notes.at(-1)).toMatchObject({ outcome: 'refused' }))
})
