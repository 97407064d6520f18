import { chmodSync, mkdirSync, renameSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { freePort, until } from '../../../server/testing/require-peer'
import { labFolder, type LabProcess, startProcess } from './process'

export const NUT_PROGRAMS = ['/lib/nut/dummy-ups', '/lib/nut/upsd'] as const
/** A user of upsd that may log in. */
export const NUT_USER = { user: 'monitor', password: 'lab-nut-password' } as const

/** One that may give commands. */
export const NUT_OPERATOR = { user: 'operator', password: 'lab-operator-password' } as const

export interface NutDummy {
  readonly host: '127.0.0.1'
  readonly port: number
  readonly upsName: 'lab'
  /** Any of NUT's variables; the driver shows them within about a second. */
  set(variables: Readonly<Record<string, string>>): void
  /** ups.status OL and a full battery. */
  onMains(): void
  onBattery(): void
  lowBattery(): void
  /** The driver dies without a word: upsd calls its data stale. */
  killDriver(): Promise<void>
  stop(): Promise<void>
}

const quiet: Readonly<Record<string, string>> = {
  'ups.mfr': 'Ridethrough Lab',
  'ups.model': 'Dummy UPS 1500',
  'ups.serial': 'LAB0001',
  'ups.firmware': '1.0',
  'ups.status': 'OL',
  'battery.charge': '100',
  'battery.runtime': '1800',
  'battery.voltage': '54.2',
  'input.voltage': '230.5',
  'input.frequency': '50.0',
  'output.voltage': '230.0',
  'ups.load': '35',
  'ups.realpower': '420',
  'ups.temperature': '25.5',
}

const answersList = (port: number): Promise<boolean> =>
  new Promise((done) => {
    const socket = connect({ host: '127.0.0.1', port }, () => socket.write('LIST VAR lab\n'))
    let said = ''
    socket.setTimeout(1_000, () => socket.destroy())
    socket.on('data', (chunk) => {
      said += chunk.toString()
      if (said.includes('END LIST') || said.startsWith('ERR')) socket.destroy()
    })
    socket.on('error', () => socket.destroy())
    socket.on('close', () => done(said.includes('ups.status') && !said.includes('"WAIT"')))
  })

const users = `[${NUT_USER.user}]
  password = ${NUT_USER.password}
  upsmon secondary
[${NUT_OPERATOR.user}]
  password = ${NUT_OPERATOR.password}
  actions = SET
  instcmds = ALL
`

/** NUT's own upsd with its dummy driver on loopback; it changes as it is told. */
export const startNutDummy = async (): Promise<NutDummy> => {
  const folder = labFolder('nut')
  const run = join(folder.path, 'run')
  mkdirSync(run)
  chmodSync(folder.path, 0o755)
  const file = (name: string) => join(folder.path, name)
  const port = await freePort()
  let shown = quiet
  const show = (variables: Readonly<Record<string, string>>) => {
    shown = { ...shown, ...variables }
    const lines = Object.entries(shown).map(([name, value]) => `${name}: ${value}\n`)
    writeFileSync(file('lab.new'), lines.join(''))
    renameSync(file('lab.new'), file('lab.dev'))
  }
  show({})
  writeFileSync(
    file('ups.conf'),
    `[lab]\n  driver = dummy-ups\n  port = ${file('lab.dev')}\n  mode = dummy-loop\n  pollinterval = 1\n`,
  )
  writeFileSync(file('upsd.conf'), `LISTEN 127.0.0.1 ${port}\nMAXAGE 3\nSTATEPATH ${run}\n`)
  writeFileSync(file('upsd.users'), users, { mode: 0o600 })
  writeFileSync(file('nut.conf'), 'MODE=none\n')
  const env = { NUT_CONFPATH: folder.path, NUT_STATEPATH: run, NUT_ALTPIDPATH: run }
  const driver = startProcess('/lib/nut/dummy-ups', ['-F', '-u', 'root', '-a', 'lab'], { env })
  const running: LabProcess[] = [driver]
  const stop = async () => {
    for (const one of running) await one.stop()
    folder.remove()
  }
  try {
    running.push(startProcess('/lib/nut/upsd', ['-F', '-u', 'root'], { env }))
    await until('upsd to answer', () => {
      const dead = running.find((one) => !one.isAlive())
      if (dead !== undefined) throw new Error(`NUT ended: ${dead.output()}`)
      return answersList(port)
    })
  } catch (error) {
    await stop()
    throw error
  }
  return {
    host: '127.0.0.1',
    port,
    upsName: 'lab',
    set: show,
    onMains: () => show(quiet),
    onBattery: () =>
      show({ 'ups.status': 'OB DISCHRG', 'input.voltage': '0.0', 'battery.charge': '88', 'battery.runtime': '1500' }),
    lowBattery: () =>
      show({ 'ups.status': 'OB DISCHRG LB', 'input.voltage': '0.0', 'battery.charge': '9', 'battery.runtime': '120' }),
    killDriver: () => driver.stop(),
    stop,
  }
}
