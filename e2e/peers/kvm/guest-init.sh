#!/bin/sh
# The whole of a lab guest: counts aloud on its console, and goes off when its power button is pressed.
mount -t proc none /proc
mount -t sysfs none /sys
mount -t devtmpfs none /dev
option() { sed -n "s/.*\blab\.$1=\([0-9]*\).*/\1/p" /proc/cmdline; }

mkdir -p /etc/acpi/PWRF
pressed=/etc/acpi/PWRF/00000080
if [ "$(option hang)" = 1 ]; then
  printf '#!/bin/sh\necho "power button ignored" >/dev/console\n' >$pressed
else
  printf '#!/bin/sh\necho "power button pressed" >/dev/console\nsleep %s\npoweroff -f\n' "$(option slow)" >$pressed
fi
chmod +x $pressed
hear() {
  insmod /modules/button.ko
  insmod /modules/evdev.ko
  until grep -q 'Power Button' /sys/class/input/event*/device/name 2>/dev/null; do sleep 0.1; done
  acpid -f -d >/dev/null 2>&1 &
}
deaf=$(option deaf)
if [ "$deaf" -gt 0 ]; then
  (sleep "$deaf"; hear; echo "hears its power button") &
else
  hear
fi

echo "boot $(cat /proc/sys/kernel/random/boot_id)"
count=0
while true; do
  count=$((count + 1))
  echo "count $count"
  sleep 0.5
done
