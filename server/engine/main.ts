import pino from 'pino'
import { parseConfiguration } from '../domain/configuration'
import { openStore } from '../store/open-store'
import { openDemoControl } from './demo-control'
import { Engine } from './engine'
import { neighbours, resolved } from './keep-alive/neighbours'
import { ownMachine } from './keep-alive/own-machine'
import { probed } from './probe'
import { steadyClock } from './steady-clock'

const log = pino({ name: 'engine', level: process.env.RIDETHROUGH_LOG_LEVEL ?? 'info' })
const version = process.env.RIDETHROUGH_VERSION ?? 'development'

const main = async (): Promise<void> => {
  const configuration = parseConfiguration(process.env)
  const store = await openStore({
    dataDirectory: configuration.dataDirectory,
    databaseUrl: configuration.databaseUrl,
    keyFile: configuration.keyFile ?? undefined,
  })
  const clock = steadyClock()
  const demo = configuration.demoControl === null ? null : openDemoControl(configuration.demoControl)
  const engine = new Engine({
    store,
    clock,
    log,
    version,
    demo: demo === null ? null : (name) => demo.play(name),
    trapPort: configuration.trapPort,
    onLeaseLost: () => process.exit(1),
    probe: (order) => probed(store, order),
    surroundings: { machine: ownMachine, resolve: resolved, neighbours },
    databaseHost: configuration.databaseUrl === null ? null : new URL(configuration.databaseUrl).hostname.toLowerCase() || null,
  })
  await engine.start()
  process.send?.('ready')
  log.info('the engine watches')

  if (demo !== null) demo.publish(store, clock, log)
  let ending = false
  const end = (): void => {
    if (ending) return
    ending = true
    void engine
      .stop()
      .then(() => store.close())
      .finally(() => process.exit(0))
  }
  process.on('SIGTERM', end)
  process.on('SIGINT', end)
  // An engine without its supervisor would go on switching unseen.
  process.on('disconnect', end)
}

process.on('unhandledRejection', (error) => log.error({ err: error }, 'unhandled rejection'))
await main().catch((error: unknown) => {
  log.fatal({ err: error }, 'the engine cannot start')
  process.exitCode = 1
})
