import type { Logger } from 'pino'
import { z } from 'zod'
import type { DemoDoc } from '../domain/view'
import type { Store } from '../store/store'
import type { Clock } from './steady-clock'
import { toJson } from './to-json'

const ASK_EVERY_MS = 500
const stateSchema = z.object({
  scenario: z.string().nullable(),
  speed: z.number(),
  upses: z.array(z.object({ name: z.string(), mains: z.boolean() })),
})
const scenariosSchema = z.array(z.object({ name: z.string() }))

const askJson = async (url: URL): Promise<unknown> => (await fetch(url, { signal: AbortSignal.timeout(2_000) })).json()

/** The simulated datacenter's own switches, over its loopback control address. The product knows it only by this address. */
export const openDemoControl = (url: string) => ({
  async play(name: string): Promise<{ ok: true; result: null } | { ok: false; message: string; hint: string }> {
    const answer = await fetch(new URL('/scenario', url), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ name }),
      signal: AbortSignal.timeout(3_000),
    }).catch((error: unknown) => String(error))
    if (typeof answer === 'string')
      return { ok: false, message: `The simulated datacenter does not answer: ${answer}`, hint: 'Start npm run demo again.' }
    return answer.ok
      ? { ok: true, result: null }
      : { ok: false, message: `The simulated datacenter refused: ${await answer.text()}`, hint: 'Choose another scenario.' }
  },

  /** Shows its switches' positions live. */
  publish(store: Store, clock: Clock, log: Logger): void {
    let scenarios: readonly string[] | null = null
    const ask = async (): Promise<void> => {
      const state = stateSchema.parse(await askJson(new URL('/state?brief=1', url)))
      scenarios ??= scenariosSchema.parse(await askJson(new URL('/scenarios', url))).map((scenario) => scenario.name)
      const cutUpses = state.upses.filter(({ mains }) => !mains).map(({ name }) => name)
      const mains = cutUpses.length === 0 ? 'on' : 'off'
      const doc: DemoDoc = { mains, cutUpses, scenario: state.scenario, scenarios, speed: state.speed }
      await store.write((tx) => tx.latest.put('demo', [{ id: 'demo', doc: toJson(doc), atMs: clock.now() }]))
    }
    setInterval(
      () => void ask().catch((error: unknown) => log.debug({ err: error }, 'the simulated datacenter does not answer')),
      ASK_EVERY_MS,
    ).unref()
  },
})
