import { z } from 'zod'
import type { ServiceContent } from './connection'

/** Where a vCenter tells its tags, and in what its answers are wrapped. */
export interface TagDoor {
  readonly session: string
  readonly tags: string
  readonly tag: (id: string) => string
  readonly attached: string
  /** The answer itself; undefined: it is wrapped otherwise. */
  readonly within: (answer: unknown) => unknown
}

const wrappedSchema = z.object({ value: z.unknown() })

/** Since 6.5. */
const REST: TagDoor = {
  session: '/rest/com/vmware/cis/session',
  tags: '/rest/com/vmware/cis/tagging/tag',
  tag: (id) => `/rest/com/vmware/cis/tagging/tag/id:${id}`,
  attached: '/rest/com/vmware/cis/tagging/tag-association?~action=list-attached-objects-on-tags',
  within: (answer) => wrappedSchema.safeParse(answer).data?.value,
}

/** Its successor, since 7.0 U2 (vSphere Automation API, “Cis Tagging”). */
const API: TagDoor = {
  session: '/api/session',
  tags: '/api/cis/tagging/tag',
  tag: (id) => `/api/cis/tagging/tag/${id}`,
  attached: '/api/cis/tagging/tag-association?action=list-attached-objects-on-tags',
  within: (answer) => answer,
}

/** By the version a vCenter names, e.g. "7.0.2". One that names none may be of any. */
export const doorFor = ({ version }: Pick<ServiceContent, 'version'>): TagDoor => {
  const [major = 0, minor = 0, update = 0] = (version ?? '').split('.').map(Number)
  return major > 7 || (major === 7 && (minor > 0 || update >= 2)) ? API : REST
}

export const otherDoor = (door: TagDoor): TagDoor => (door === API ? REST : API)
