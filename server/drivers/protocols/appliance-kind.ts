/** Nutanix names its controller VMs `NTNX-<block>-<position>-CVM`, on every hypervisor. */
const NUTANIX_CVM = /^NTNX-.+-CVM$/i
/** The appliance is deployed as `VMware-VirtualSAN-Witness-…` or `VMware-vSAN-Witness-…` where nobody names it otherwise. */
const VSAN_WITNESS = /^VMware-(VirtualSAN|vSAN)-Witness\b/i

/** Which appliance of a storage platform a VM is, by the name its maker gives it (D6); null: none that is known by its name. */
export const applianceKindOf = (name: string): 'nutanix-cvm' | 'vsan-witness' | null => {
  if (NUTANIX_CVM.test(name)) return 'nutanix-cvm'
  return VSAN_WITNESS.test(name) ? 'vsan-witness' : null
}
