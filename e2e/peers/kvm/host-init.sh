#!/bin/bash
# First process of a lab host, in namespaces of its own: when it ends, everything on the host ends, as in a power cut.
# LAB_NAME, LAB_STATE (what the host keeps over a restart), LAB_SHARE (the storage that all hosts share) come by environment.
# Standard input is held by the test: when the test dies, so does the host.
set -e
hostname "$LAB_NAME"
mount --make-rprivate /

for place in etc/libvirt var/lib/libvirt var/cache/libvirt var/log/libvirt root home; do
  mkdir -p "/$place" "$LAB_STATE/$place"
  mount --bind "$LAB_STATE/$place" "/$place"
done
for file in etc/passwd etc/shadow etc/hosts; do mount --bind "$LAB_STATE/$file" "/$file"; done
mount -t tmpfs -o mode=755 none /run
mkdir -p /run/sshd /run/libvirt /run/lock /srv/vm
mount --bind "$LAB_SHARE" /srv/vm

# A /dev without kvm: guests are emulated anyway, and libvirt would ask QEMU about it again at every start.
mkdir /run/dev
mount -t tmpfs -o mode=755 none /run/dev
node() { mknod -m 666 "/run/dev/$1" c "$2" "$3"; }
node null 1 3; node zero 1 5; node full 1 7; node random 1 8; node urandom 1 9; node tty 5 0
mkdir /run/dev/pts /run/dev/shm /run/dev/net
node net/tun 10 200
mount -t devpts -o newinstance,ptmxmode=666,mode=620 none /run/dev/pts
mount -t tmpfs none /run/dev/shm
ln -s pts/ptmx /run/dev/ptmx
ln -s /proc/self/fd /run/dev/fd
for stream in 0:stdin 1:stdout 2:stderr; do ln -s "fd/${stream%:*}" "/run/dev/${stream#*:}"; done
mount --move /run/dev /dev

# All hosts of the lab share this machine's processors, which its tests keep busy: each host is told that it is nearly idle.
processor_time() { printf 'cpu  %012d 0 0 %012d 0 0 0 0 0 0\ncpu0 %012d 0 0 %012d 0 0 0 0 0 0\n' "$1" "$2" "$1" "$2"; }
{ processor_time 1000 100000; grep -v ^cpu /proc/stat; } >/run/processors
mount --bind /run/processors /proc/stat
(busy=1000 idle=100000
 while sleep 0.2; do busy=$((busy + 1)); idle=$((idle + 19)); processor_time $busy $idle 1<>/run/processors; done) </dev/null &

# What a real host's shutdown comes to, seen from outside: it says nothing more.
mount -t tmpfs -o mode=755 none /usr/local/sbin
printf '#!/bin/sh\n[ "$(id -u)" = 0 ] || { echo "shutdown: must be root" >&2; exit 1; }\n(sleep 0.5; kill -TERM 1) >/dev/null 2>&1 &\n' >/usr/local/sbin/shutdown
chmod 755 /usr/local/sbin/shutdown

trap 'exit 0' TERM
/usr/sbin/sshd -D -e -f "$LAB_STATE/sshd_config" </dev/null >>"$LAB_STATE/sshd.log" 2>&1 &
/usr/sbin/libvirtd --listen </dev/null >>"$LAB_STATE/libvirtd.log" 2>&1 &
exec 3<&0
cat <&3 >/dev/null &
wait $!
