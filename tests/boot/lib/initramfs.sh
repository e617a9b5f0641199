# SPDX-License-Identifier: GPL-2.0-only
# Builds the guest's initramfs with the kernel's own gen_init_cpio, which needs no root.
# shellcheck shell=bash
# Sourced; never run. Order of use:
#   initramfs_begin LIST            the folders, the device nodes, busybox
#   initramfs_file HOST GUEST [MODE]   a file; with a dynamic ELF file come its libraries
#   initramfs_modules FLAVOUR TREE NAME...   modules with what they depend on
#   initramfs_end LIST FLAVOUR OUTPUT

initramfs_begin()
{
    INITRAMFS_LIST=$1
    INITRAMFS_DIRS=" / "
    : >"$INITRAMFS_LIST"
    local busybox applet
    busybox=$(command -v busybox) ||
        boot_die "busybox is missing" "tools/setup/packages guest installs busybox-static"
    ! readelf -l "$busybox" | grep -q INTERP || boot_die "$busybox is not linked statically" \
        "apt-get install busybox-static"
    for applet in /dev /proc /sys /tmp /run /mnt /etc; do
        initramfs_dir "$applet"
    done
    # The kernel opens the console before anything is mounted.
    echo "nod /dev/console 0600 0 0 c 5 1" >>"$INITRAMFS_LIST"
    echo "nod /dev/null 0666 0 0 c 1 3" >>"$INITRAMFS_LIST"
    initramfs_file "$busybox" /bin/busybox
    for applet in $("$busybox" --list); do
        [[ $applet == busybox ]] || echo "slink /bin/$applet busybox 0777 0 0" >>"$INITRAMFS_LIST"
    done
}

initramfs_dir()
{
    [[ $INITRAMFS_DIRS != *" $1 "* ]] || return 0
    [[ $1 == / || $1 == . ]] || initramfs_dir "$(dirname "$1")"
    echo "dir $1 0755 0 0" >>"$INITRAMFS_LIST"
    INITRAMFS_DIRS+="$1 "
}

initramfs_file()
{
    local host guest=$2 mode=${3:-0755} library
    host=$(realpath -e "$1" 2>/dev/null) ||
        boot_die "$1, which the guest needs as $guest, is not there" "build it, or correct the case"
    ! grep -qF " $guest " <<<"$(grep '^file' "$INITRAMFS_LIST")" || return 0
    initramfs_dir "$(dirname "$guest")"
    echo "file $guest $host $mode 0 0" >>"$INITRAMFS_LIST"
    # Shared libraries keep the paths that the host's loader found them at.
    if readelf -l "$host" 2>/dev/null | grep -q INTERP; then
        while read -r library; do
            initramfs_file "$library" "$library"
        done < <(ldd "$host" | awk '$2 == "=>" && $3 ~ /^\// { print $3 } $1 ~ /^\// { print $1 }')
    fi
}

# External modules have been built into $MODULE_TREES; in-tree ones are in the flavour's build folder.
initramfs_modules()
{
    local flavour=$1 work=$2 out release name file dependency
    shift 2
    (($#)) || return 0
    out=$TAKT_BUILD/kernel/$flavour
    release=$(<"$out/include/config/kernel.release")
    local tree=$work/lib/modules/$release
    rm -rf "${work:?}/lib"
    mkdir -p "$tree"
    local queue=("$@") done=' '
    while ((${#queue[@]})); do
        name=${queue[0]//-/_}
        queue=("${queue[@]:1}")
        [[ $done != *" $name "* ]] || continue
        done+="$name "
        file=$(find "$out" "${MODULE_TREES[@]}" -name '*.ko' | awk -v n="$name" '
            { base = $0; sub(/.*\//, "", base); gsub(/-/, "_", base) } base == n ".ko" { print; exit }')
        [[ -n $file ]] || boot_die "kernel '$flavour' has no module '$name'" \
            "configure it as a module (linux-patch/config), or name its folder in kmods ="
        cp "$file" "$tree/"
        for dependency in $(modinfo -F depends "$file" | tr , ' '); do
            queue+=("$dependency")
        done
    done
    cp "$out"/modules.{builtin,builtin.modinfo,order} "$tree/"
    depmod -b "$work" "$release"
    for file in "$tree"/*; do
        initramfs_file "$file" "/lib/modules/$release/$(basename "$file")" 0644
    done
}

initramfs_end()
{
    "$TAKT_BUILD/kernel/$2/usr/gen_init_cpio" "$1" >"$3.new"
    mv -f "$3.new" "$3"
}
