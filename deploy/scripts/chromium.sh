#!/bin/sh
# Installs Chromium and fonts with Chinese characters from Debian's packages, for the browser tests.
# Does nothing where both are there.
set -eu

has_fonts() { fc-list ':lang=zh' 2>/dev/null | grep -q .; }

if [ -x /usr/bin/chromium ] && has_fonts; then
    exit 0
fi
as_root=""
[ "$(id -u)" -eq 0 ] || as_root="sudo"
$as_root apt-get update -qq
DEBIAN_FRONTEND=noninteractive $as_root apt-get install -y -qq --no-install-recommends chromium fonts-noto-cjk fontconfig
