import { spawn } from 'node:child_process'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import type { Vcsim } from './start'

const factsSchema = z.object({
  vms: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      power: z.enum(['poweredOn', 'poweredOff', 'suspended']),
      host: z.string(),
      instanceUuid: z.string(),
      macs: z.array(z.string()),
      template: z.boolean(),
      datastores: z.array(z.string()),
    }),
  ),
  hosts: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      uuid: z.string(),
      connection: z.string(),
      maintenance: z.boolean(),
      memoryMiB: z.number(),
      vms: z.array(z.string()),
    }),
  ),
  datastores: z.array(z.string()),
  networks: z.array(z.string()),
})
export type WitnessFacts = z.infer<typeof factsSchema>

/** What VMware's Python library reads from the simulator: nothing of ours is on this path. */
export const readByWitness = async (vcsim: Vcsim): Promise<WitnessFacts> => {
  const script = join(dirname(fileURLToPath(import.meta.url)), 'read_vms.py')
  const child = spawn('/usr/bin/python3', [script, vcsim.url, vcsim.user], { stdio: ['pipe', 'pipe', 'pipe'] })
  let output = ''
  let complaint = ''
  child.stdout.on('data', (text: Buffer) => (output += text.toString()))
  child.stderr.on('data', (text: Buffer) => (complaint += text.toString()))
  child.stdin.end(vcsim.password)
  const status = await new Promise((done) => child.once('close', done))
  if (status !== 0) throw new Error(`the Python witness failed: ${complaint}`)
  return factsSchema.parse(JSON.parse(output))
}
