import { noInput } from '../inputs'
import { query } from '../verb'
import { currentTopology } from './import-request'
import { writeTopologyCsv } from './topology-csv'

/** UPSs, power groups and feeds as CSV, to be read back by an import. Never a credential (K5). */
export const exportTopology = query({
  name: 'topology.export',
  needs: 'configure',
  input: noInput,
  async run({ read }): Promise<{ readonly csv: string }> {
    const { devices, groups, feeds, deviceFeeds, hosts } = await currentTopology(read)
    return {
      csv: writeTopologyCsv({
        devices,
        groups,
        deviceFeeds,
        // A host that no manager shows (any more) could not be found again by its name.
        feeds: feeds.flatMap((feed) => {
          const host = hosts.find(({ id }) => id === feed.hostId)
          return host === undefined ? [] : [{ ...feed, hostName: host.name, managerName: host.managerName }]
        }),
      }),
    }
  },
})
