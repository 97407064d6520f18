/** Flags that the kernel makes up or keeps to itself: no guest ever sees them, and they differ between kernels, not processors. */
const HOST_ONLY = new Set(
  (
    'constant_tsc arch_perfmon pebs bts rep_good nopl xtopology tsc_reliable nonstop_tsc nonstop_tsc_s3 tsc_known_freq cpuid ' +
    'extd_apicid amd_dcm aperfmperf rapl ring3mwait cpuid_fault cpb epb invpcid_single hw_pstate proc_feedback pti intel_ppin ' +
    'cdp_l2 cdp_l3 cat_l2 cat_l3 cqm cqm_llc cqm_occup_llc cqm_mbm_total cqm_mbm_local rdt_a mba tpr_shadow flexpriority ept ' +
    'ept_ad vpid vnmi dtherm dts ida arat pln pts hwp hwp_notify hwp_act_window hwp_epp hwp_pkg_req hfi est tm tm2 pbe ' +
    'monitor acpi ht dtes64 ds_cpl smx xtpr pdcm dca sdbg osxsave split_lock_detect user_shstk art intel_pt'
  ).split(' '),
)

/**
 * What a guest may be using of its processor, in /proc/cpuinfo's words. `mode`, `model`: of the domain's `<cpu>`. One whose processor
 * is passed through (or is whatever QEMU can do) sees all that its host has. Null: not known, for libvirt does not say what a named
 * model stands for.
 */
export const requiredCpuFeatures = (
  mode: string | null,
  model: string | null,
  hostFlags: readonly string[] | null,
): readonly string[] | null => {
  if (mode === 'host-passthrough' || mode === 'maximum') return hostFlags?.filter((flag) => !HOST_ONLY.has(flag)) ?? null
  return mode === 'custom' && (model === 'qemu64' || model === 'kvm64') ? [] : null
}
