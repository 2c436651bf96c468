#!/bin/sh
# Sends the logs of this computer to the service that watches over it. Made for one device: it holds its token.
#
#   OTASUKE_LOGS  the logs that `otasuke ship` follows, with spaces between them (default: those of syslog)
#   OTASUKE_ROOT  a folder to install below, for an image that runs elsewhere
set -eu

@VALUES@

root=${OTASUKE_ROOT:-}
authority_file=

say() { printf '%s\n' "$*"; }

fail() {
    printf '%s\n' "$@" >&2
    exit 1
}

main() {
    say "$company / $device"
    umask 077
    keep_authority
    check_gateway
    if command -v otasuke >/dev/null 2>&1; then
        by_ship
    elif [ "$(id -u)" = 0 ]; then
        by_rsyslog
    else
        fail "管理者の権限で、もう一度実行してください（最後を「| sudo sh」にします）。" \
            "Run it again as root: end the line with \`| sudo sh\`."
    fi
    if [ -z "$root" ] && command -v logger >/dev/null 2>&1; then
        logger -t otasuke -p auth.info "this computer has joined" || true
    fi
    say "設定が終わりました。画面に「つながりました」と出るのを待ってください。" \
        "It is set up. Wait for the page to say that it is connected."
}

# The certificates to trust for the gateway, where the system's are not enough.
keep_authority() {
    [ -n "$authority" ] || return 0
    if [ "$(id -u)" = 0 ]; then folder=$root/etc/otasuke; else folder=$(state_folder); fi
    mkdir -p "$folder"
    authority_file=$folder/gateway-ca.pem
    printf '%s\n' "$authority" >"$authority_file"
    chmod 644 "$authority_file"
}

state_folder() { printf '%s' "${XDG_STATE_HOME:-$HOME/.local/state}/otasuke-ship"; }

# Can the gateway be reached, and does it know the token? It learns of a new one within a second.
check_gateway() {
    command -v curl >/dev/null 2>&1 || return 0
    tries=0
    while :; do
        status=$(ask) || fail "サービスに届きません（$url）。インターネットにつながっているか、見てください。" \
            "The service cannot be reached at $url: is this computer on the internet?"
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

# The token goes by standard input: what stands in a command everybody on this computer can read.
ask() {
    printf 'header = "Authorization: Bearer %s"\n' "$token" |
        curl -sS -o /dev/null -w '%{http_code}' --max-time 20 \
            ${authority_file:+--cacert} ${authority_file:+"$authority_file"} \
            --config - --data-binary '' "$url/v1/events"
}

by_ship() {
    logs=$(readable_logs)
    [ -n "$logs" ] || fail "送れるログが見つかりません。OTASUKE_LOGS でファイルの場所を指定できます。" \
        "There is no log that can be read. OTASUKE_LOGS names them."
    if [ "$(id -u)" = 0 ] && [ -d "$root/run/systemd/system" ]; then
        ship_as_service
    else
        ship_for_now
    fi
}

readable_logs() {
    for log in ${OTASUKE_LOGS:-/var/log/auth.log /var/log/secure /var/log/syslog /var/log/messages /var/log/audit/audit.log}; do
        if [ -r "$log" ]; then printf '%s ' "$log"; fi
    done
}

ship_as_service() {
    mkdir -p "$root/etc/otasuke"
    printf '%s\n' "$token" >"$root/etc/otasuke/token"
    cat >"$root/etc/systemd/system/otasuke-ship.service" <<UNIT
[Unit]
Description=otasuke ship: sends logs to the gateway
Wants=network-online.target
After=network-online.target

[Service]
ExecStart=$(command -v otasuke) ship $logs --url $url --token-file /etc/otasuke/token --state /var/lib/otasuke-ship ${authority_file:+--ca /etc/otasuke/gateway-ca.pem}
StateDirectory=otasuke-ship
StateDirectoryMode=0700
Restart=always
RestartSec=5
RestartPreventExitStatus=2
TimeoutStopSec=20
ProtectSystem=strict
ProtectHome=read-only
PrivateTmp=yes
PrivateDevices=yes
NoNewPrivileges=yes
CapabilityBoundingSet=CAP_DAC_READ_SEARCH
UMask=0077
MemoryMax=100M

[Install]
WantedBy=multi-user.target
UNIT
    chmod 644 "$root/etc/systemd/system/otasuke-ship.service"
    [ -z "$root" ] || return 0
    systemctl daemon-reload
    systemctl enable otasuke-ship.service
    systemctl restart otasuke-ship.service
}

# Without root or systemd it runs until this computer is switched off. A token that it has already is replaced in place.
ship_for_now() {
    folder=$(state_folder)
    mkdir -p "$folder"
    printf '%s\n' "$token" >"$folder/token"
    # shellcheck disable=SC2086  # the logs are words
    nohup otasuke ship $logs --url "$url" --token-file "$folder/token" --state "$folder/state" \
        ${authority_file:+--ca} ${authority_file:+"$authority_file"} >>"$folder/log" 2>&1 </dev/null &
    tries=0
    until [ -e "$folder/state/state.json" ]; do
        tries=$((tries + 1))
        [ "$tries" -le 30 ] || fail "otasuke ship が始まりません。" "otasuke ship does not start." "$(tail -n 5 "$folder/log")"
        sleep 1
    done
    say "この設定は、電源を切るまで有効です。管理者の権限で実行すると、次からも自動で始まります。" \
        "It runs until this computer is switched off; set up as root it starts by itself."
}

by_rsyslog() {
    if ! command -v rsyslogd >/dev/null 2>&1 || ! has_module; then install_rsyslog; fi
    conf=$root/etc/rsyslog.d/90-otasuke.conf
    mkdir -p "$root/etc/rsyslog.d"
    if [ -e "$conf" ]; then cp "$conf" "$conf.before"; fi
    rsyslog_conf >"$conf"
    [ -z "$root" ] || return 0
    if ! said=$(rsyslogd -N1 2>&1); then
        if [ -e "$conf.before" ]; then mv "$conf.before" "$conf"; else rm -f "$conf"; fi
        fail "rsyslog がこの設定を読めませんでした。元に戻しました。" "$said"
    fi
    rm -f "$conf.before"
    if [ -d /run/systemd/system ]; then systemctl restart rsyslog; else service rsyslog restart; fi
}

has_module() {
    for folder in /usr/lib/rsyslog /usr/lib64/rsyslog /usr/lib/*/rsyslog; do
        if [ -e "$folder/omelasticsearch.so" ]; then return 0; fi
    done
    return 1
}

install_rsyslog() {
    say "rsyslog を入れています… / installing rsyslog"
    if command -v apt-get >/dev/null 2>&1; then
        apt-get update -qq </dev/null && DEBIAN_FRONTEND=noninteractive apt-get install -qq -y rsyslog rsyslog-elasticsearch </dev/null
    elif command -v dnf >/dev/null 2>&1; then
        dnf install -q -y rsyslog rsyslog-elasticsearch </dev/null
    elif command -v yum >/dev/null 2>&1; then
        yum install -q -y rsyslog rsyslog-elasticsearch </dev/null
    elif command -v zypper >/dev/null 2>&1; then
        zypper --non-interactive --quiet install rsyslog rsyslog-module-elasticsearch </dev/null
    else
        false
    fi || fail "rsyslog を入れられませんでした。rsyslog と、その Elasticsearch 用モジュールを入れてから、もう一度実行してください。" \
        "rsyslog could not be installed. Install it with its module for Elasticsearch, and run this again."
    has_module || fail "rsyslog の Elasticsearch 用モジュール（omelasticsearch）が見つかりません。" \
        "rsyslog's module for Elasticsearch (omelasticsearch) is not there."
}

rsyslog_conf() {
    trust=
    if [ -n "$authority_file" ]; then trust='tls.cacert="/etc/otasuke/gateway-ca.pem"'; fi
    cat <<CONF
# Made by the set-up of this device; it holds the device's token.
module(load="omelasticsearch")
template(name="otasuke" type="list" option.jsonf="on") {
    property(outname="@timestamp" name="timereported" dateFormat="rfc3339" format="jsonf")
    property(outname="host" name="hostname" format="jsonf")
    property(outname="severity" name="syslogseverity-text" format="jsonf")
    property(outname="facility" name="syslogfacility-text" format="jsonf")
    property(outname="syslogtag" name="syslogtag" format="jsonf")
    property(outname="message" name="msg" format="jsonf")
}
action(type="omelasticsearch" name="otasuke" server="$url" serverport="$port" usehttps="$secure" $trust
       uid="otasuke" pwd="$token" template="otasuke" searchIndex="logs" searchType="" bulkmode="on"
       queue.type="LinkedList" queue.filename="otasuke" queue.maxDiskSpace="512m" queue.saveOnShutdown="on"
       action.resumeRetryCount="-1")
CONF
}

main
