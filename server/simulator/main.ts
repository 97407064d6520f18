import { fstatSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { startControl } from './control'
import { startDemoDatacenter } from './demo/start-demo'

const PARENT_CHECK_MS = 500

const numberFrom = (name: string, value: string, min: number, max: number): number => {
  const number = Number(value)
  if (Number.isFinite(number) && number >= min && number <= max) return number
  throw new Error(`--${name} must be a number from ${min} to ${max}, not "${value}"`)
}

/** A parent that holds our stdin as a pipe ends us by closing it; a terminal or /dev/null says nothing. */
const stdinIsPipe = (): boolean => {
  try {
    const stat = fstatSync(0)
    return stat.isFIFO() || stat.isSocket()
  } catch {
    return false
  }
}

const main = async (): Promise<void> => {
  const { values } = parseArgs({
    options: {
      speed: { type: 'string', default: '1' },
      'control-port': { type: 'string', default: '0' },
      farm: { type: 'string', default: '0' },
    },
  })
  const datacenter = await startDemoDatacenter(
    numberFrom('speed', values.speed, 0, 1_000),
    numberFrom('farm', values.farm, 0, 20_000),
  )
  const control = await startControl(datacenter, numberFrom('control-port', values['control-port'], 0, 65_535))

  let ending = false
  const end = (): void => {
    if (ending) return
    ending = true
    void Promise.all([control.close(), datacenter.close()]).then(() => process.exit(0))
  }
  process.once('SIGTERM', end)
  process.once('SIGINT', end)
  const parent = process.ppid
  setInterval(() => {
    if (process.ppid !== parent) end()
  }, PARENT_CHECK_MS).unref()
  if (stdinIsPipe()) process.stdin.on('end', end).on('error', end).resume()

  process.stdout.write(`${JSON.stringify({ control: control.url })}\n`)
}

main().catch((error: unknown) => {
  process.stderr.write(`The simulated datacenter could not start: ${error instanceof Error ? error.message : String(error)}\n`)
  process.exit(1)
})
