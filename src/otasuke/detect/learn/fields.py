"""Which fields the detectors look at. Whoever stores events keeps these as columns, and whoever reads them needs no others."""

from __future__ import annotations

FIELDS = frozenset(
    # connections, ARP and names
    "src_ip src_port dst_ip dst_port event_type action blocked flow.bytes_toserver flow.bytes_toclient sentbyte rcvdbyte orig_bytes "
    "resp_bytes bytes_out bytes_in arp.opcode arp.src_ip arp.src_mac arp.dest_ip dns.type query rcode rcode_name cs-host cs-referer "
    # sightings
    "dhcp.client_mac dhcp.hostname dhcp.vendor_class_identifier dhcp.assigned_ip dhcp_msg hostname mac srcmac SourceMac host_name "
    "client_fqdn srcname client_software vci assigned_addr ip mdns.answers.rrname mdns.rrname msg message c-useragent "
    "http.http_user_agent user_agent agent smb.request.native_os smb.dialect osname host.os.name os.name host.os.build os.build "
    "build osquery.table osversion host.os.version os.version name version DeviceVendor DeviceProduct DeviceVersion "
    "dhcp.params dhcp.requested_ip tcp.syn_fingerprint smb.ntlmssp.host smb.ntlmssp.version ether.src_mac netbios.type netbios.name "
    "netbios.suffix netbios.is_group netbios.os_version id.orig_h software_type unparsed_version host "
    # logins
    "Username userPrincipalName UserPrincipalName UserId user TargetUserName ipAddress IPAddress ClientIP ActorIpAddress remip "
    "IpAddress location.countryOrRegion LocationDetails.countryOrRegion Location srccountry autonomousSystemNumber "
    "AutonomousSystemNumber location.geoCoordinates.latitude location.geoCoordinates.longitude "
    "LocationDetails.geoCoordinates.latitude LocationDetails.geoCoordinates.longitude appDisplayName AppDisplayName Workload "
    "service Channel ResultType Operation operation outcome EventID subtype "
    # entries, files and mails
    "LogonType Computer path TargetFilename User mail_from mail_to queue_id".split()
)
