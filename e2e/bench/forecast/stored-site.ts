import type { PlanContent } from '../../../server/domain/plan'
import { planIdSchema, planVersionIdSchema } from '../../../server/domain/ids'

import { deviceDoc, IDS, seedServiceWorld } from '../../../server/testing/service-seed'
import type { Json } from '../../../server/domain/journal'
import { toJson } from '../../../server/engine/to-json'
import type { Store } from '../../../server/store/store'
import type { BenchSite } from './site'

const AT_MS = Date.UTC(2026, 0, 5, 8)

const docs = (all: readonly { readonly id: string }[]): readonly { id: string; doc: Json; atMs: number }[] =>
  all.map((doc) => ({ id: doc.id, doc: toJson(doc), atMs: AT_MS }))

/** The bench's datacenter as an engine leaves it in the store, with an unarmed plan of that content, beside the sample site's accounts. */
export const storeSite = async (store: Store, site: BenchSite, content: PlanContent): Promise<void> => {
  await seedServiceWorld(store)
  await store.write(async (tx) => {
    const { managers, hosts, vms, feeds, groups } = site.world
    for (const { id, name } of site.devices)
      await tx.devices.put({
        id,
        name,
        address: { protocol: 'snmp', host: `192.0.2.${site.devices.length}`, port: id === 'ups' ? 1161 : 1162, family: 'auto' },
        credentialId: IDS.credential,
        enabled: true,
        identity: null,
        createdAtMs: AT_MS,
      })
    for (const group of groups) await tx.groups.put(group)
    await tx.latest.put('manager', docs(managers))
    await tx.latest.put('host', docs(hosts))
    await tx.latest.put('vm', docs(vms))
    await tx.latest.put('device', docs(site.devices.map((device) => ({ ...deviceDoc, ...device }))))
    for (const feed of feeds) await tx.feeds.setForHost(feed.hostId, [feed])
    const plan = {
      id: planIdSchema.parse('bench'),
      name: 'bench',
      powerGroupId: site.groupId,
      mode: 'unarmed' as const,
      createdAtMs: AT_MS,
    }
    await tx.plans.put({ ...plan, publishedVersionId: null })
    const versionId = planVersionIdSchema.parse('bench-v1')
    await tx.plans.addVersion({
      id: versionId,
      planId: plan.id,
      number: 1,
      content,
      createdBy: 'bench',
      createdAtMs: AT_MS,
      note: null,
    })
    await tx.plans.put({ ...plan, publishedVersionId: versionId })
  })
}
