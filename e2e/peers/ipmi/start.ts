import { execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { freePort, hasPrograms, until } from '../../../server/testing/require-peer'
import { labFolder, startProcess } from '../ups/process'
import { emulatorCommands, LAB_SENSORS, recordSource } from './sensors'

export const hasIpmiSim = (): boolean => hasPrograms(['ipmi_sim', 'sdrcomp', 'ipmitool'], 'openipmi ipmitool')

export interface IpmiSim {
  readonly port: number
  readonly user: string
  readonly password: string
  setReading(number: number, raw: number): void
  /** A state of a power supply: 0 present, 1 failed, 3 input lost. */
  setState(number: number, bit: number, isSet: boolean): Promise<void>
  setPower(power: 'on' | 'off'): void
  power(): 'on' | 'off'
  /** What the chassis was told: "power 0", "shutdown 1". */
  chassisLog(): readonly string[]
  stop(): Promise<void>
}

const USER = 'admin'
const PASSWORD = 'lab-password'

const lanConfig = (folder: string, port: number, consolePort: number): string => `name "bmc"
set_working_mc 0x20
  startlan 1
    addr 127.0.0.1 ${port}
    priv_limit admin
    allowed_auths_callback none md5
    allowed_auths_user none md5
    allowed_auths_operator none md5
    allowed_auths_admin none md5
    guid 00112233445566778899aabbccddeeff
  endlan
  chassis_control "${folder}/chassis"
  user 1 false "" "" user 10 none md5
  user 2 true "${USER}" "${PASSWORD}" admin 10 none md5
console 127.0.0.1 ${consolePort}
`

/** The machine behind the BMC: a file that says whether it is on. */
const chassisScript = (folder: string): string => `#!/bin/sh
while [ "$1" = 0x20 ]; do shift; done
what=$1
shift
if [ "$what" = get ]; then
  for name in "$@"; do
    case $name in
      power) echo "power:$(cat ${folder}/power)" ;;
      boot) echo "boot:default" ;;
    esac
  done
elif [ "$what" = set ]; then
  while [ $# -gt 1 ]; do
    echo "$1 $2" >> ${folder}/chassis.log
    case $1 in
      power) echo "$2" > ${folder}/power ;;
      shutdown) echo 0 > ${folder}/power ;;
    esac
    shift 2
  done
fi
`

const tell = (port: number, command: string): Promise<void> =>
  new Promise((done, fail) => {
    const socket = connect(port, '127.0.0.1')
    let heard = ''
    socket.on('error', fail)
    socket.on('data', (data: Buffer) => {
      heard += data.toString()
      if (heard.split('>').length === 2) socket.write(`${command}\n`)
      if (heard.split('>').length > 2) socket.end(() => done())
    })
  })

/** OpenIPMI's simulator with a machine behind it. */
export const startIpmiSim = async (): Promise<IpmiSim> => {
  const folder = labFolder('ipmi')
  const at = (...names: string[]) => join(folder.path, ...names)
  const [port, consolePort] = [await freePort(), await freePort()]
  mkdirSync(at('state', 'ipmi_sim', 'bmc'), { recursive: true })
  for (const { number, raw } of LAB_SENSORS) writeFileSync(at(String(number)), `${raw}\n`)
  writeFileSync(at('power'), '1\n')
  writeFileSync(at('chassis.log'), '')
  writeFileSync(at('chassis'), chassisScript(folder.path))
  chmodSync(at('chassis'), 0o755)
  writeFileSync(at('lan.conf'), lanConfig(folder.path, port, consolePort))
  writeFileSync(at('bmc.emu'), emulatorCommands(folder.path))
  writeFileSync(at('sensors.sdrs'), recordSource())
  execFileSync('sdrcomp', ['-o', at('state', 'ipmi_sim', 'bmc', 'sdr.20.main'), at('sensors.sdrs')])
  const sim = startProcess('ipmi_sim', ['-c', at('lan.conf'), '-f', at('bmc.emu'), '-s', at('state'), '-n'])
  const stop = async () => {
    await sim.stop()
    folder.remove()
  }
  try {
    await until('ipmi_sim to listen', async () => {
      if (!sim.isAlive()) throw new Error(`ipmi_sim ended: ${sim.output()}`)
      await tell(consolePort, 'noop')
      return true
    })
  } catch (error) {
    await stop()
    throw error
  }
  const setPower = (power: 'on' | 'off') => writeFileSync(at('power'), power === 'on' ? '1\n' : '0\n')
  return {
    port,
    user: USER,
    password: PASSWORD,
    setReading: (number, raw) => writeFileSync(at(String(number)), `${raw}\n`),
    setState: (number, bit, isSet) => tell(consolePort, `sensor_set_bit 0x20 0 ${number} ${bit} ${isSet ? 1 : 0} 0`),
    setPower,
    power: () => (readFileSync(at('power'), 'utf8').trim() === '1' ? 'on' : 'off'),
    chassisLog: () => readFileSync(at('chassis.log'), 'utf8').trim().split('\n').filter(Boolean),
    stop,
  }
}
