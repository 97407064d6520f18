import type { Cluster, Host, ManagerView, VirtualMachine } from '@/server/domain/world'

/** What a row asks the page to open beside it. */
export type OpenSheet =
  | { readonly kind: 'vm-probe' | 'keep-alive'; readonly vm: VirtualMachine }
  | { readonly kind: 'enter' | 'exit' | 'reboot' | 'feeds' | 'bmc' | 'direct-path'; readonly host: Host }
  | {
      readonly kind: 'cluster' | 'define-cluster'
      readonly manager: Pick<ManagerView, 'id' | 'name'>
      /** Null: hosts that stand in none. */
      readonly cluster: Cluster | null
    }
