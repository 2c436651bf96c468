#!/bin/sh
# Lets osquery tell the service that watches over this Mac what happens on it. Made for one device: it holds its token.
set -eu

@VALUES@

version=5.17.0
team=3522FA9PXF
folder=/var/osquery
mark='# Made by the set-up of this device.'

say() { printf '%s\n' "$*"; }

fail() {
    printf '%s\n' "$@" >&2
    exit 1
}

main() {
    say "$company / $device"
    umask 077
    [ "$(id -u)" = 0 ] || fail "管理者の権限で、もう一度実行してください（最後を「| sudo sh」にします）。" \
        "Run it again as root: end the line with \`| sudo sh\`."
    [ "$secure" = on ] || fail "このサービスは暗号化（https）の入口がないので、Macをつなげません。事業者に連絡してください。" \
        "osquery speaks https only, and this service has no such door."
    if [ -e "$folder/osquery.flags" ] && ! grep -qxF "$mark" "$folder/osquery.flags"; then
        fail "このMacでは、すでに別の設定の osquery が動いています。何も変えていません。" \
            "osquery is set up here for somebody else already. Nothing was changed."
    fi
    check_gateway
    [ -x /usr/local/bin/osqueryd ] || install_osquery
    write_settings
    /usr/local/bin/osqueryctl restart || /usr/local/bin/osqueryctl start
    say "設定が終わりました。画面に「つながりました」と出るのを待ってください。" \
        "It is set up. Wait for the page to say that it is connected."
}

check_gateway() {
    tries=0
    while :; do
        status=$(ask) || fail "サービスに届きません（$url）。インターネットにつながっているか、見てください。" \
            "The service cannot be reached at $url: is this Mac on the internet?"
        case $status in
        200) return 0 ;;
        401 | 403 | 429 | 503) ;;
        *) fail "サービスの返事がいつもと違います（$status）。" "The service answered $status." ;;
        esac
        tries=$((tries + 1))
        [ "$tries" -lt 15 ] || fail "サービスがこの機器を受けつけません（$status）。画面で新しいコードを出してください。" \
            "The service does not let this device in ($status). Get a new code on the page."
        sleep 1
    done
}

ask() {
    mkdir -p "$folder"
    if [ -n "$authority" ]; then printf '%s\n' "$authority" >"$folder/otasuke-ca.pem"; fi
    printf 'header = "Authorization: Bearer %s"\n' "$token" |
        curl -sS -o /dev/null -w '%{http_code}' --max-time 20 \
            ${authority:+--cacert} ${authority:+"$folder/otasuke-ca.pem"} --config - --data-binary '' "$url/v1/events"
}

# What is downloaded is installed only if the makers of osquery have signed it.
install_osquery() {
    say "osquery を入れています… / installing osquery $version"
    work=$(mktemp -d)
    curl -fsSL -o "$work/osquery.pkg" "https://pkg.osquery.io/darwin/osquery-$version.pkg" ||
        fail "osquery をダウンロードできませんでした。" "osquery could not be downloaded."
    pkgutil --check-signature "$work/osquery.pkg" | grep -qF "($team)" ||
        fail "ダウンロードした osquery の署名が違います。入れませんでした。" "What was downloaded is not signed by osquery's makers."
    installer -pkg "$work/osquery.pkg" -target /
    rm -rf "$work"
}

write_settings() {
    printf '%s' "$token" >"$folder/otasuke.secret"
    cat >"$folder/osquery.flags" <<FLAGS
$mark
--tls_hostname=$host:$port
--enroll_secret_path=$folder/otasuke.secret
--enroll_tls_endpoint=/osquery/enroll
--config_plugin=tls
--config_tls_endpoint=/osquery/config
--logger_plugin=tls
--logger_tls_endpoint=/osquery/log
--logger_tls_compress=true
--host_identifier=uuid
${authority:+--tls_server_certs=$folder/otasuke-ca.pem}
FLAGS
}

main
