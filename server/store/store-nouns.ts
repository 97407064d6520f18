import { sessionReads, sessionWrites, userReads, userWrites } from './access-rows'
import { careReads, careWrites } from './care-rows'
import { clusterReads, clusterWrites } from './cluster-rows'
import { credentialReads, credentialWrites } from './credential-rows'
import type { Database, StoreTransaction } from './database'
import { deviceReads, deviceWrites } from './device-rows'
import { directPathReads, directPathWrites } from './direct-path-rows'
import { hardwareReads, hardwareWrites } from './hardware-rows'
import { journalReads } from './journal-reads'
import { journalAppender } from './journal-writes'
import { latestReads, latestWrites } from './latest-rows'
import { managerReads, managerWrites } from './manager-rows'
import { orderReads, orderWrites } from './order-rows'
import { planReads, planWrites } from './plan-rows'
import { runReads, runWrites } from './run-rows'
import type { SecretBox } from './secret-box'
import { leaseWrites, settingReads, settingWrites } from './setting-rows'
import type { StoreReads, StoreWrites } from './store'
import { speakingStoreErrors as speaking } from './store-error'
import { feedReads, feedWrites, groupReads, groupWrites } from './topology-rows'

export const storeReads = (db: Database, box: SecretBox, anchorKey: Buffer): StoreReads => ({
  journal: speaking(journalReads(db, db.reader, db.openJournalPages, anchorKey)),
  latest: speaking(latestReads(db.reader)),
  users: speaking(userReads(db.reader)),
  sessions: speaking(sessionReads(db.reader)),
  credentials: speaking(credentialReads(db.reader, box)),
  devices: speaking(deviceReads(db.reader)),
  care: speaking(careReads(db.reader)),
  managers: speaking(managerReads(db.reader)),
  clusters: speaking(clusterReads(db.reader)),
  hardware: speaking(hardwareReads(db.reader)),
  directPaths: speaking(directPathReads(db.reader)),
  groups: speaking(groupReads(db.reader)),
  feeds: speaking(feedReads(db.reader)),
  plans: speaking(planReads(db.reader)),
  runs: speaking(runReads(db.reader)),
  orders: speaking({
    ...orderReads(db.reader),
    placed: async () => (db.mayHavePlacedOrder() ? orderReads(db.reader).placed() : []),
  }),
  settings: speaking(settingReads(db.reader)),
})

/** `flush` writes what the transaction still holds back; before the commit. */
export const storeWrites = (
  db: Database,
  tx: StoreTransaction,
  box: SecretBox,
  anchorKey: Buffer,
): { readonly writes: StoreWrites; readonly flush: () => Promise<void> } => {
  const appender = journalAppender(db, tx, anchorKey)
  return {
    flush: () => appender.flush(),
    writes: {
      journal: appender.journal,
      latest: latestWrites(db, tx),
      users: userWrites(tx),
      sessions: sessionWrites(tx),
      credentials: credentialWrites(tx, box),
      devices: deviceWrites(tx),
      care: careWrites(tx),
      managers: managerWrites(tx),
      clusters: clusterWrites(tx),
      hardware: hardwareWrites(tx),
      directPaths: directPathWrites(tx),
      groups: groupWrites(tx),
      feeds: feedWrites(tx),
      plans: planWrites(tx),
      runs: runWrites(db, tx),
      orders: orderWrites(tx),
      settings: settingWrites(tx),
      lease: leaseWrites(tx),
    },
  }
}
