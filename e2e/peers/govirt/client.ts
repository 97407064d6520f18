import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { hasPrograms } from '../../../server/testing/require-peer'

/** libgovirt, the oVirt client of virt-viewer: somebody else's reading of the engine's API. */
export const hasGovirt = (): boolean =>
  hasPrograms(
    ['/usr/bin/python3', '/usr/lib/python3/dist-packages/gi', '/usr/lib/x86_64-linux-gnu/girepository-1.0/GoVirt-1.0.typelib'],
    'gir1.2-govirt-1.0 python3-gi',
  )

const answerSchema = z.object({
  hosts: z.record(z.string(), z.string()),
  clusters: z.record(z.string(), z.string()),
  vms: z.record(
    z.string(),
    z.object({ name: z.string(), state: z.string(), host: z.string().nullable(), cluster: z.string().nullable() }),
  ),
})

export const askByGovirt = async (
  engine: { readonly url: string; readonly authorityFile: string; readonly user: string; readonly password: string },
  ...act: readonly string[]
): Promise<z.infer<typeof answerSchema>> => {
  const script = fileURLToPath(new URL('client.py', import.meta.url))
  const child = spawn('/usr/bin/python3', [script, new URL(engine.url).host, engine.authorityFile, ...act])
  const heard = { out: '', errors: '' }
  child.stdout.on('data', (data: Buffer) => (heard.out += data.toString()))
  child.stderr.on('data', (data: Buffer) => (heard.errors += data.toString()))
  child.stdin.end(`${engine.user}\n${engine.password}\n`)
  const code = await new Promise<number | null>((done, failed) => child.on('error', failed).on('close', done))
  if (code !== 0) throw new Error(`libgovirt ended with ${code}: ${heard.errors}`)
  return answerSchema.parse(JSON.parse(heard.out))
}
