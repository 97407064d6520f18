import { readdirSync, readFileSync } from 'node:fs'
import { z } from 'zod'

/** What the journeys hold the console against: the truth, told by the simulator's own control API. */
const stateSchema = z.object({
  upses: z.array(z.object({ name: z.string(), mains: z.boolean(), output: z.string() })),
  hosts: z.array(z.object({ name: z.string(), phase: z.string() })),
  vms: z.array(z.object({ name: z.string(), host: z.string(), power: z.enum(['on', 'off', 'saved']) })),
  kills: z.array(z.object({ vm: z.string(), cause: z.string() })),
  history: z.array(z.object({ atMs: z.number(), kind: z.string(), object: z.string(), event: z.string() })),
})
export type Truth = z.infer<typeof stateSchema>

const descriptionSchema = z.object({
  upses: z.array(z.object({ name: z.string(), host: z.string(), port: z.number(), community: z.string() })),
  plans: z.array(
    z.object({
      name: z.string(),
      content: z.object({
        stages: z.array(
          z.object({
            name: z.string(),
            placements: z.array(
              z.object({ vmName: z.string(), action: z.string(), limitSeconds: z.number(), after: z.array(z.string()) }),
            ),
          }),
        ),
      }),
    }),
  ),
})
export type Description = z.infer<typeof descriptionSchema>

export interface Simulator {
  readonly truth: () => Promise<Truth>
  readonly description: () => Promise<Description>
}

const parentOf = (pid: string): number | null => {
  try {
    return Number(/^PPid:\s*(\d+)$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1])
  } catch {
    return null
  }
}

const variableOf = (pid: string, name: string): string | null =>
  readFileSync(`/proc/${pid}/environ`, 'utf8')
    .split('\0')
    .find((pair) => pair.startsWith(`${name}=`))
    ?.slice(name.length + 1) ?? null

/** The control address is nowhere shown to people; the product's own processes have it in their environment. */
const controlOf = (startPid: number): string => {
  const children = readdirSync('/proc').filter((pid) => /^\d+$/.test(pid) && parentOf(pid) === startPid)
  const control = children.map((pid) => variableOf(pid, 'RIDETHROUGH_DEMO_CONTROL')).find((value) => value !== null)
  if (control === undefined || control === null) throw new Error('no process of the demo names the simulator')
  return control
}

export const simulatorOf = (startPid: number): Simulator => {
  const control = controlOf(startPid)
  const get = async (path: string): Promise<unknown> => (await fetch(`${control}${path}`)).json()
  return {
    truth: async () => stateSchema.parse(await get('/state')),
    description: async () => descriptionSchema.parse(await get('/description')),
  }
}
