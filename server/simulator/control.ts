import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import { text } from 'node:stream/consumers'
import { z } from 'zod'
import type { Datacenter } from './datacenter'
import type { DescribedScenario } from './description'
import { scenarioSeconds } from './scenario/scenarios'
import { UnknownObject } from './world/world'

class BadRequest extends Error {}

const json = async (request: IncomingMessage): Promise<unknown> => {
  try {
    return JSON.parse((await text(request)) || '{}')
  } catch {
    throw new BadRequest('the body is not JSON')
  }
}

const scenarioSchema = z.object({ name: z.string() })
const mainsSchema = z.object({ on: z.boolean(), ups: z.string().optional(), group: z.string().optional() })
const guestSchema = z.object({ vm: z.string(), hung: z.boolean().optional(), shutdownSeconds: z.number().min(0).optional() })
const managerSchema = z.object({ down: z.boolean(), mode: z.enum(['refuses', 'hangs']).default('refuses') })
const commsSchema = z.object({ ups: z.string(), lost: z.boolean() })
const outletSchema = z.object({ pdu: z.string(), outlet: z.number().int(), on: z.boolean() })
const speedSchema = z.object({ speed: z.number().min(0).max(1_000) })
const farmSchema = z.object({ index: z.number().int().min(0), on: z.boolean() })
/** Time by hand, for tests at speed 0. */
const advanceSchema = z.object({ ms: z.number().min(0).max(3_600_000) })

type Verb = (datacenter: Datacenter, body: unknown) => unknown

const scenarioList = ({ player }: Datacenter): DescribedScenario[] =>
  player.scenarios.map((scenario) => ({
    name: scenario.name,
    title: scenario.title,
    description: scenario.description,
    seconds: scenarioSeconds(scenario),
  }))

const verbs: Readonly<Record<string, Verb>> = {
  'GET /description': ({ description }) => description,
  'GET /state': (datacenter) => datacenter.state(),
  'GET /scenarios': scenarioList,
  'POST /scenario': ({ player }, body) => {
    const { name } = scenarioSchema.parse(body)
    if (!player.play(name)) throw new UnknownObject(`there is no scenario ${name}`)
  },
  'POST /mains': ({ world }, body) => {
    const { on, ups, group } = mainsSchema.parse(body)
    world.setMains(on, ups !== undefined ? { ups } : group !== undefined ? { group } : 'all')
  },
  'POST /guest': ({ world }, body) => {
    const { vm, hung, shutdownSeconds } = guestSchema.parse(body)
    world.setGuest(vm, {
      ...(hung === undefined ? {} : { hung }),
      ...(shutdownSeconds === undefined ? {} : { stopSeconds: shutdownSeconds }),
    })
  },
  'POST /manager': ({ world }, body) => {
    const { down, mode } = managerSchema.parse(body)
    world.setManager(down ? mode : 'no')
  },
  'POST /comms': ({ world }, body) => {
    const { ups, lost } = commsSchema.parse(body)
    world.setComms(ups, lost)
  },
  'POST /outlet': ({ world }, body) => {
    const { pdu, outlet, on } = outletSchema.parse(body)
    world.setOutlet(pdu, outlet, on)
  },
  'POST /speed': (datacenter, body) => {
    datacenter.speed = speedSchema.parse(body).speed
  },
  'POST /farm': ({ farm }, body) => {
    const { index, on } = farmSchema.parse(body)
    if (index >= farm.upses.length) throw new UnknownObject(`the farm has no UPS ${index}`)
    farm.setMains(index, on)
  },
  'POST /advance': ({ world }, body) => world.advance(advanceSchema.parse(body).ms),
}

const statusOf = (error: unknown): number => {
  if (error instanceof UnknownObject) return 404
  return error instanceof z.ZodError || error instanceof BadRequest ? 400 : 500
}

export interface Control {
  readonly url: string
  close(): Promise<void>
}

/** The simulator's own control API, on loopback only: scenarios, single faults, and the truth. */
export const startControl = async (datacenter: Datacenter, port: number): Promise<Control> => {
  const server = createServer((request, response) => {
    const send = (status: number, body: unknown) => {
      response.writeHead(status, { 'content-type': 'application/json' })
      response.end(JSON.stringify(body))
    }
    const name = `${request.method ?? 'GET'} ${(request.url ?? '/').split('?')[0] ?? '/'}`
    const verb = verbs[name]
    if (verb === undefined) return send(404, { error: `the simulator knows no ${name}` })
    json(request)
      .then((body) => send(200, verb(datacenter, body) ?? { ok: true }))
      .catch((error: unknown) => send(statusOf(error), { error: error instanceof Error ? error.message : String(error) }))
  })
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the control API has no port')
  return {
    url: `http://127.0.0.1:${address.port}`,
    close: () =>
      new Promise((done) => {
        server.close(() => done())
        server.closeAllConnections()
      }),
  }
}
