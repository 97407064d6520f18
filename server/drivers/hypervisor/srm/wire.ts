import { z } from 'zod'

/**
 * The answers that are read, with the fields that are used, as the API reference of VMware Site Recovery Manager (Live Site
 * Recovery) and of vSphere Replication has them, versions 1 and 2. Unlisted words pass as text and are judged later.
 */

export const sessionSchema = z.object({ session_id: z.string().regex(/^[\u0021-\u007e]+$/) })

/** A page of a list. */
export const listSchema = z.object({ list: z.array(z.unknown()) })

const serverSchema = z.object({ name: z.string().nullish() })
export const pairingSchema = z.object({
  pairing_id: z.string().min(1),
  local_vc_server: serverSchema.nullish(),
  remote_vc_server: serverSchema.nullish(),
})
export type Pairing = z.infer<typeof pairingSchema>

export const planSchema = z.object({
  id: z.string().min(1),
  name: z.string().min(1),
  status: z.string().min(1),
  protected_site_name: z.string().nullish(),
  recovery_site_name: z.string().nullish(),
  progress: z.number().nullish(),
  is_running: z.boolean().nullish(),
})

export const replicationSchema = z.object({
  id: z.string().min(1),
  name: z.string().min(1),
  vm_id: z.string().nullish(),
  source_site_name: z.string().nullish(),
  target_site_name: z.string().nullish(),
  status: z.object({ status: z.string().nullish(), rpo_violation: z.boolean().nullish() }).nullish(),
  rpo: z.number().nullish(),
  /** Text in version 1, a number in version 2. */
  last_sync_time: z.union([z.string(), z.number()]).nullish(),
})

export const taskSchema = z.object({
  id: z.string().min(1),
  status: z.string().nullish(),
  progress: z.number().nullish(),
  error: z.object({ message: z.string().nullish() }).nullish(),
})

export const problemSchema = z.object({ message: z.string().nullish(), error_code: z.string().nullish() })

/** What the reference says of the server itself (`/server/info`) was not found in detail: only these are tried. */
export const infoSchema = z.object({ version: z.string().nullish(), build: z.string().nullish() })
