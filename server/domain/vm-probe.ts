import { z } from 'zod'

/** In an outage nobody may be there to look a name up: a probe goes to an address (A12). */
const addressSchema = z.union([z.ipv4(), z.ipv6()])

const urlSchema = z.url({ protocol: /^https?$/ }).refine((url) => {
  const { hostname, username, password } = new URL(url)
  const isAddress = addressSchema.safeParse(hostname.replace(/^\[|\]$/g, '')).success
  return isAddress && username === '' && password === ''
})

/** How a VM's guest is asked whether it is there, where a person chose so: by echo, by a TCP connection, or for a page below status 500. */
export const vmProbeSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('ping'), address: addressSchema }),
  z.object({ kind: z.literal('tcp'), address: addressSchema, port: z.number().int().min(1).max(65_535) }),
  z.object({ kind: z.literal('http'), url: urlSchema.max(500) }),
])
export type VmProbe = z.infer<typeof vmProbeSchema>

/** "tcp 10.0.0.5:22" */
export const probeWords = (probe: VmProbe): string => {
  switch (probe.kind) {
    case 'ping':
      return `ping ${probe.address}`
    case 'tcp':
      return `tcp ${probe.address.includes(':') ? `[${probe.address}]` : probe.address}:${probe.port}`
    case 'http':
      return probe.url
  }
}

/** The setting that holds every choice. */
export const VM_PROBES = 'vm-probes'

export type VmProbes = Readonly<Record<string, VmProbe>>

/** What cannot be read is left out: such a VM is checked by its guest tools. */
export const vmProbesOf = (stored: unknown): VmProbes => {
  const choices = z.record(z.string(), z.unknown()).safeParse(stored)
  return Object.fromEntries(
    Object.entries(choices.data ?? {}).flatMap(([vmId, choice]) => {
      const probe = vmProbeSchema.safeParse(choice)
      return probe.success ? [[vmId, probe.data]] : []
    }),
  )
}
