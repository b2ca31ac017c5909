#!/bin/sh
# Puts a built binary, its manual pages, completions and service into a Debian package.
#   packaging/debian/build.sh BINARY VERSION FOLDER    writes FOLDER/fieldlink_VERSION_ARCHITECTURE.deb, prints its path
# DEB_COMPRESSION names dpkg-deb's way to compress: xz when it is not set.
set -eu
binary=$1 version=$2 folder=$3
here=$(cd "$(dirname "$0")" && pwd)
root=$(dirname "$(dirname "$here")")
architecture=$(dpkg --print-architecture)
stage=$(mktemp -d)
trap 'rm -rf "$stage"' EXIT

install -D -m 0755 "$binary" "$stage/usr/bin/fieldlink"
install -D -m 0644 "$root/packaging/fieldlink.service" "$stage/usr/lib/systemd/system/fieldlink.service"
install -D -m 0600 "$here/environment" "$stage/etc/fieldlink/environment"
doc=$stage/usr/share/doc/fieldlink
install -D -m 0644 "$root/LICENSE" "$doc/copyright"
install -D -m 0644 "$root/CHANGELOG.md" "$doc/changelog"
install -D -m 0644 "$root/docs/using-the-link.md" "$doc/using-the-link.md"
install -D -m 0644 "$root/docs/fieldlink-toml.md" "$doc/fieldlink-toml.md"
gzip -9n "$doc/changelog"

"$binary" man "$stage/usr/share/man/man1" --language en >/dev/null
for language in es fr; do
    "$binary" man "$stage/usr/share/man/$language/man1" --language "$language" >/dev/null
done
find "$stage/usr/share/man" -name '*.1' -exec gzip -9n {} +
mkdir -p "$stage/usr/share/bash-completion/completions" "$stage/usr/share/zsh/vendor-completions" \
    "$stage/usr/share/fish/vendor_completions.d"
"$binary" completions bash >"$stage/usr/share/bash-completion/completions/fieldlink"
"$binary" completions zsh >"$stage/usr/share/zsh/vendor-completions/_fieldlink"
"$binary" completions fish >"$stage/usr/share/fish/vendor_completions.d/fieldlink.fish"
find "$stage" -type d -exec chmod 0755 {} +
find "$stage/usr/share" -type f -exec chmod 0644 {} +

mkdir -m 0755 "$stage/DEBIAN"
size=$(du -sk --exclude=DEBIAN "$stage" | cut -f1)
sed -e "s/@VERSION@/$version/" -e "s/@ARCHITECTURE@/$architecture/" -e "s/@SIZE@/$size/" "$here/control" >"$stage/DEBIAN/control"
install -m 0644 "$here/conffiles" "$stage/DEBIAN/conffiles"
for script in postinst prerm postrm; do
    install -m 0755 "$here/$script" "$stage/DEBIAN/$script"
done
(cd "$stage" && find usr etc -type f -exec md5sum {} + >DEBIAN/md5sums)

package=$folder/fieldlink_${version}_$architecture.deb
mkdir -p "$folder"
dpkg-deb --root-owner-group -Z"${DEB_COMPRESSION:-xz}" --build "$stage" "$package" >/dev/null
echo "$package"
